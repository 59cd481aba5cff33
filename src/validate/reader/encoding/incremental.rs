//! Decoding piece by piece: bytes in as they come, text out.

use encoding_rs::{Decoder, DecoderResult};

use super::charset::{Charset, encoding, push_ascii};
use super::{Detected, Finding, detect, detect_json, lines, rare, w3c};
use crate::diagnostic::Span;

/// Decodes a document of which only a part is at hand at any time.
pub(crate) struct Incremental {
    charset: Charset,
    /// For what is not UTF-8.
    decoder: Option<Decoder>,
    /// The last bytes that were read: in UTF-8 those of a character whose others are still to come.
    tail: Vec<u8>,
    /// How many bytes of the document were decoded.
    read: usize,
    /// Whether bytes that mean nothing were told of.
    told: bool,
    readable: bool,
    mark: usize,
    is_json: bool,
    /// Whether a carriage return was held back, until it is known what follows.
    returned: bool,
    findings: Vec<Finding>,
}

impl Incremental {
    /// For a document that begins with `head`: all of it, or the first [`HEAD`](super::HEAD) bytes.
    pub(crate) fn new(head: &[u8], charset: Option<&str>, fallback: &str) -> Self {
        Self::from(detect(head, charset, fallback))
    }

    /// As [`new`](Self::new), detected as the W3C validator does.
    pub(crate) fn as_w3c(head: &[u8], charset: Option<&str>, fallback: &str) -> Self {
        Self::from(w3c::detect(head, charset, fallback))
    }

    /// For a JSON document, as [`new`](Self::new).
    pub(crate) fn json(head: &[u8]) -> Self {
        Incremental { is_json: true, ..Self::from(detect_json(head)) }
    }

    fn from(Detected { decoded, charset }: Detected) -> Self {
        let decoder = match charset {
            Charset::Utf8 | Charset::Ascii | Charset::AsciiOnly | Charset::Latin1 => None,
            _ if charset.is_rare() => None,
            _ => Some(encoding(charset).new_decoder_without_bom_handling()),
        };
        let (mark, readable, findings) = (decoded.mark, decoded.readable, decoded.findings);
        Incremental {
            charset,
            decoder,
            tail: Vec::new(),
            read: mark,
            told: false,
            readable,
            mark,
            is_json: false,
            returned: false,
            findings,
        }
    }

    /// The byte order mark's length, which is not to be decoded.
    pub(crate) fn mark(&self) -> usize {
        self.mark
    }

    /// The encoding's name, such as `utf-8`.
    pub(crate) fn encoding(&self) -> &'static str {
        self.charset.name()
    }

    /// Whether the bytes can be read at all.
    pub(crate) fn readable(&self) -> bool {
        self.readable
    }

    /// Whether more bytes that mean nothing would be told of.
    pub(crate) fn listens(&self) -> bool {
        !self.told
    }

    /// What was found since this was last asked, places being those of the text.
    pub(crate) fn findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.findings)
    }

    /// Whether bytes can be decoded where they are, with [`in_place`](Self::in_place).
    pub(crate) fn is_in_place(&self) -> bool {
        matches!(self.charset, Charset::Utf8 | Charset::Ascii)
    }

    /// The bytes that [`in_place`](Self::in_place) left over, which come before those that are read next.
    pub(crate) fn tail(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.tail)
    }

    /// `bytes` as text, which begins at byte `base` of the document's; its first `known` bytes were text before. A
    /// character that is cut by the end of `bytes` is left over, unless this is the `last` of them.
    pub(crate) fn in_place(&mut self, mut bytes: Vec<u8>, known: usize, base: usize, last: bool) -> String {
        if !last {
            let cut = cut_character(&bytes);
            // What follows a carriage return decides what it is, also where that is cut.
            let returns = !self.is_json && bytes.get(..bytes.len() - cut).is_some_and(|whole| whole.ends_with(b"\r"));
            let cut = cut + usize::from(returns);
            self.tail = bytes.split_off(bytes.len() - cut);
        }
        if !self.is_json {
            lines::end(&mut bytes, known);
        }
        let new = bytes.get(known..).unwrap_or_default();
        let foreign =
            if self.charset == Charset::Ascii && !self.told { new.iter().position(|b| !b.is_ascii()) } else { None };
        let foreign = foreign.map(|at| known + at);
        let read = self.read;
        self.read += new.len();
        let text = String::from_utf8(bytes);
        let wrong = foreign.or(text.as_ref().err().map(|error| error.utf8_error().valid_up_to()));
        let byte = |at: usize| match &text {
            Ok(text) => text.as_bytes().get(at).copied(),
            Err(error) => error.as_bytes().get(at).copied(),
        };
        let byte = wrong.and_then(byte).unwrap_or_default();
        let text = text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        if let Some(at) = wrong {
            self.malformed(byte, read + at.saturating_sub(known), base + at, text.get(at..).unwrap_or_default());
        }
        text
    }

    /// Adds what `bytes` mean to `text`, which begins at byte `base` of the document's.
    pub(crate) fn push(&mut self, bytes: &[u8], text: &mut String, base: usize, last: bool) {
        let start = text.len();
        if std::mem::take(&mut self.returned) {
            text.push('\r');
        }
        self.add(bytes, text, base, last);
        if !self.is_json {
            if !last && text.len() > start && text.ends_with('\r') {
                text.pop();
                self.returned = true;
            }
            lines::end_from(text, start);
        }
    }

    fn add(&mut self, bytes: &[u8], text: &mut String, base: usize, last: bool) {
        if self.charset == Charset::AsciiOnly {
            let known = text.len();
            if let Some(at) = push_ascii(bytes, text) {
                let byte = bytes.get(at).copied().unwrap_or_default();
                self.malformed(byte, self.read + at, base + known + at, text.get(known + at..).unwrap_or_default());
            }
            self.read += bytes.len();
            return;
        }
        if self.charset.is_rare() {
            // So few documents are in these that they are taken whole.
            self.tail.extend_from_slice(bytes);
            if last {
                let all = std::mem::take(&mut self.tail);
                let (decoded, wrong) = rare::decode(&all, self.charset);
                if let Some(at) = wrong {
                    let byte = all.get(at).copied().unwrap_or_default();
                    let place = decoded.find(char::REPLACEMENT_CHARACTER).unwrap_or_default();
                    let known = base + text.len();
                    self.malformed(byte, self.read + at, known + place, decoded.get(place..).unwrap_or_default());
                }
                text.push_str(&decoded);
            }
            return;
        }
        let Some(decoder) = &mut self.decoder else {
            text.push_str(&encoding_rs::mem::decode_latin1(bytes));
            return;
        };
        let mut rest = bytes;
        let mut first = None;
        loop {
            text.reserve(decoder.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(rest.len()) + 4);
            let (result, taken) = decoder.decode_to_string_without_replacement(rest, text, last);
            self.read += taken;
            rest = rest.get(taken..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, behind) => {
                    let back = usize::from(length) + usize::from(behind);
                    first = first.or(Some((self.read.saturating_sub(back), text.len())));
                    text.push(char::REPLACEMENT_CHARACTER);
                }
            }
        }
        if let Some((offset, place)) = first {
            // The byte may have come before those at hand.
            let start = self.read.saturating_sub(bytes.len());
            let byte = match offset.checked_sub(start) {
                Some(at) => bytes.get(at),
                None => self.tail.get((self.tail.len() + offset).saturating_sub(start)),
            };
            let byte = byte.copied().unwrap_or_default();
            self.malformed(byte, offset, base + place, text.get(place..).unwrap_or_default());
        }
        // More than any character has.
        const LONGEST: usize = 16;
        self.tail.extend_from_slice(bytes.get(bytes.len().saturating_sub(LONGEST)..).unwrap_or_default());
        self.tail.drain(..self.tail.len().saturating_sub(LONGEST));
    }

    fn malformed(&mut self, byte: u8, offset: usize, place: usize, text: &str) {
        if !std::mem::replace(&mut self.told, true) {
            let span = Span::new(place, place + text.chars().next().map_or(0, char::len_utf8));
            self.findings.push(Finding::malformed(byte, offset, span, self.charset));
        }
    }
}

/// How many bytes at the end of `bytes` begin a character of UTF-8 that is longer.
fn cut_character(bytes: &[u8]) -> usize {
    for (behind, &b) in (1..=3).zip(bytes.iter().rev()) {
        let length = match b {
            0x80..=0xBF => continue,
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 1,
        };
        return if length > behind { behind } else { 0 };
    }
    0
}
