//! From a stream of bytes to windows of text: a document of any size in little memory.

use std::io::{self, Read};

use super::encoding::{Finding, HEAD, Incremental, w3c};

/// How long windows are, in bytes of text.
pub const WINDOW: usize = 1 << 20;

/// How long a piece of a document may be that has to be seen as a whole, such as a tag or a comment. Text that is longer
/// comes in several runs.
pub const MAX_PIECE: usize = 16 << 20;

/// So much is read at once where bytes have to be turned into UTF-8.
const CHUNK: usize = 16 << 10;

/// Reads a document and decodes it, one window after the other.
///
/// A window holds at least as much as asked for unless the document ends, and what of the last one was not used up. Both
/// together are longer than twice the piece that is being read only where that is shorter than a window.
pub struct Feeder<R> {
    input: R,
    decoder: Incremental,
    window: usize,
    /// Text that fills a window of so many bytes is given in parts.
    parts: usize,
    text: String,
    /// Where in the document the window begins, in bytes of its text.
    base: usize,
    /// Bytes that were read to tell the encoding, and are still to be decoded.
    head: Vec<u8>,
    ended: bool,
    is_json: bool,
    findings: Vec<Finding>,
}

/// How a document that is fed is told.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'o> {
    /// The `charset` that it was served with.
    pub charset: Option<&'o str>,
    /// What to take it for where it does not say.
    pub fallback: &'o str,
    /// Whether its encoding is told as the W3C validator does.
    pub as_w3c: bool,
}

impl<R: Read> Feeder<R> {
    /// Reads the head of the document, and the first window.
    pub fn new(input: R, given: Given) -> io::Result<Self> {
        Self::with_window(input, given, WINDOW)
    }

    /// With windows of another length.
    pub fn with_window(mut input: R, given: Given, window: usize) -> io::Result<Self> {
        let mut head = Vec::new();
        let ended = fill(&mut input, &mut head, LOOKED)?;
        let is_json = looks_like_json(&head);
        let told = head.get(..HEAD).unwrap_or(&head);
        let mut decoder = match (is_json, given.as_w3c) {
            (true, _) => Incremental::json(told),
            (false, true) => Incremental::as_w3c(told, given.charset, given.fallback),
            (false, false) => Incremental::new(told, given.charset, given.fallback),
        };
        head.drain(..decoder.mark().min(head.len()));
        let findings = decoder.findings();
        let mut feeder = Feeder {
            input,
            decoder,
            window: window.max(1),
            parts: MAX_PIECE,
            text: String::new(),
            base: 0,
            head,
            ended,
            is_json,
            findings,
        };
        if feeder.readable() {
            feeder.fill_window(feeder.window)?;
        }
        if given.as_w3c
            && !is_json
            && let Some((text, finding)) = w3c::without_blank_line(&feeder.text)
        {
            feeder.text = text;
            feeder.findings.push(finding);
        }
        Ok(feeder)
    }

    /// Whether the document is JSON, as far as its first character tells.
    pub fn is_json(&self) -> bool {
        self.is_json
    }

    /// Whether its bytes can be read as text at all.
    pub fn readable(&self) -> bool {
        self.decoder.readable()
    }

    /// The name of the encoding that it is read in, such as `utf-8`.
    pub fn encoding(&self) -> &'static str {
        self.decoder.encoding()
    }

    /// The window.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where in the document the window begins, in bytes of its text.
    pub fn base(&self) -> usize {
        self.base
    }

    /// Whether the document may go on behind the window.
    pub fn more(&self) -> bool {
        !self.ended || !self.head.is_empty()
    }

    /// Gives text in parts from so many bytes on.
    #[cfg(test)]
    pub(crate) fn with_parts(mut self, parts: usize) -> Self {
        self.parts = parts;
        self
    }

    /// Whether the window is so long that text which fills it is to be given in parts.
    pub fn full(&self) -> bool {
        self.text.len() >= self.parts
    }

    /// Leaves the first `used` bytes of the window behind, and reads on. `false` where that is nothing, and the window as long as any
    /// [piece](MAX_PIECE) may be; nothing is read then.
    pub fn advance(&mut self, used: usize) -> io::Result<bool> {
        self.base += used;
        let rest = self.text.len().saturating_sub(used);
        self.text.replace_range(..used.min(self.text.len()), "");
        if rest >= MAX_PIECE {
            return Ok(used > 0);
        }
        self.fill_window(self.window.max(MAX_PIECE.min(2 * rest)))?;
        Ok(true)
    }

    /// What was found on the way to the text, as far as its places are in this window.
    pub(crate) fn findings(&mut self) -> Vec<Finding> {
        self.findings.extend(self.decoder.findings());
        let (end, more) = (self.base + self.text.len(), self.more());
        let all = std::mem::take(&mut self.findings).into_iter();
        let (due, later) = all.partition(|finding| !more || finding.end() <= end);
        self.findings = later;
        due
    }

    /// Whether there may be more [findings](Self::findings) behind this window.
    pub(crate) fn listens(&self) -> bool {
        !self.findings.is_empty() || self.more() && self.decoder.listens()
    }

    fn fill_window(&mut self, target: usize) -> io::Result<()> {
        // The bytes of a character that is cut at the end are not worth another round.
        const CUT: usize = 3;
        let before = self.text.len();
        while self.more() && self.text.len() < target {
            let missing = target - self.text.len();
            if missing <= CUT && self.text.len() > before {
                break;
            }
            if self.decoder.is_in_place() {
                let known = self.text.len();
                let mut bytes = std::mem::take(&mut self.text).into_bytes();
                bytes.append(&mut self.decoder.tail());
                self.read(&mut bytes, missing)?;
                self.text = self.decoder.in_place(bytes, known, self.base, !self.more());
            } else {
                let mut bytes = Vec::new();
                self.read(&mut bytes, missing.min(CHUNK))?;
                let last = !self.more();
                self.decoder.push(&bytes, &mut self.text, self.base, last);
            }
        }
        Ok(())
    }

    /// Adds `wanted` bytes of the document, or all there are.
    fn read(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> io::Result<()> {
        let from_head = wanted.min(self.head.len());
        bytes.extend(self.head.drain(..from_head));
        if from_head < wanted && !self.ended {
            self.ended = fill(&mut self.input, bytes, wanted - from_head)?;
        }
        Ok(())
    }
}

/// Adds `wanted` bytes; whether there were fewer, and the input has ended.
fn fill(input: &mut impl Read, bytes: &mut Vec<u8>, wanted: usize) -> io::Result<bool> {
    bytes.reserve(wanted);
    let limit = u64::try_from(wanted).unwrap_or(u64::MAX);
    Ok(input.take(limit).read_to_end(bytes)? < wanted)
}

/// So many bytes are looked at to tell JSON from XML: white space may come first.
const LOOKED: usize = 64 << 10;

/// Whether the first character that is no white space, in UTF-8 or UTF-16, begins an object or array.
pub(crate) fn looks_like_json(bytes: &[u8]) -> bool {
    let bytes = bytes.get(..LOOKED).unwrap_or(bytes);
    let body =
        bytes.strip_prefix(b"\xEF\xBB\xBF").or(bytes.strip_prefix(b"\xFE\xFF")).or(bytes.strip_prefix(b"\xFF\xFE"));
    let first = body.unwrap_or(bytes).iter().find(|b| !b.is_ascii_whitespace() && **b != 0);
    matches!(first, Some(b'{' | b'['))
}
