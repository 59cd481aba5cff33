//! Content codings: which a client takes, and bytes in them (RFC 9110, sections 8.4.1 and 12.5.3).

use std::io;

use axum::http::{HeaderMap, HeaderValue, header};
use bytes::Bytes;

use crate::format::Rope;
use crate::publish::object::Body;
use crate::publish::served::Packing;

/// How the bytes of a file are coded on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// As they are.
    Identity,
    /// gzip (RFC 1952).
    Gzip,
    /// Zstandard (RFC 8878).
    Zstd,
    /// Brotli (RFC 7932).
    Brotli,
}

/// Level 9 of 22: smaller than gzip's best, in less time. Windows stay far below the 8 MiB that clients must take.
const ZSTD_LEVEL: i32 = 9;

/// Fewer bytes than this do not become fewer.
const FEWEST: usize = 128;

impl Coding {
    /// All, the one that gives the fewest bytes last.
    const ALL: [Coding; 4] = [Coding::Identity, Coding::Gzip, Coding::Zstd, Coding::Brotli];

    /// Its place in a list of [`Coding::ALL`].
    pub fn place(self) -> usize {
        self as usize
    }

    /// What tells a file's entity tag in this coding from those in others.
    pub fn ending(self) -> &'static str {
        match self {
            Coding::Identity => "",
            Coding::Gzip => "-gz",
            Coding::Zstd => "-zst",
            Coding::Brotli => "-br",
        }
    }

    /// Which coding the end of an entity tag names.
    pub fn of_ending(ending: &[u8]) -> Option<Coding> {
        Coding::ALL.into_iter().find(|coding| coding.ending().as_bytes() == ending)
    }

    /// `Content-Encoding`; none for bytes as they are.
    pub fn header(self) -> Option<HeaderValue> {
        let name = match self {
            Coding::Identity => return None,
            Coding::Gzip => "gzip",
            Coding::Zstd => "zstd",
            Coding::Brotli => "br",
        };
        Some(HeaderValue::from_static(name))
    }

    /// The bytes in this coding; `None` where they would not be fewer.
    pub fn pack(self, bytes: &[u8]) -> Option<Bytes> {
        if bytes.len() < FEWEST {
            return None;
        }
        let with = |packing: Packing| packing.pack(&Body::Rope(Rope::from(bytes.to_vec())));
        let packed: io::Result<Vec<u8>> = match self {
            Coding::Identity => return None,
            Coding::Gzip => with(Packing::Gzip),
            Coding::Brotli => with(Packing::Brotli),
            Coding::Zstd => zstd::bulk::compress(bytes, ZSTD_LEVEL),
        };
        packed.ok().filter(|packed| packed.len() < bytes.len()).map(Bytes::from)
    }
}

/// Which codings a client takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// How much it likes each, by its place, in thousandths; 0 is not at all.
    qualities: [u16; 4],
}

impl Accepted {
    /// What `Accept-Encoding` says. Where it is not there, bytes as they are are the safe choice.
    ///
    /// `*` stands for gzip, which every client knows that knows any.
    pub fn of(headers: &HeaderMap) -> Accepted {
        let mut named: [Option<u16>; 4] = [None; 4];
        let mut star = None;
        for value in headers.get_all(header::ACCEPT_ENCODING) {
            for member in value.as_bytes().split(|byte| *byte == b',') {
                let Some((name, quality)) = weighed(member) else { continue };
                let coding = match name {
                    name if name.eq_ignore_ascii_case(b"gzip") || name.eq_ignore_ascii_case(b"x-gzip") => Coding::Gzip,
                    name if name.eq_ignore_ascii_case(b"br") => Coding::Brotli,
                    name if name.eq_ignore_ascii_case(b"zstd") => Coding::Zstd,
                    name if name.eq_ignore_ascii_case(b"identity") => Coding::Identity,
                    b"*" => {
                        star = Some(quality);
                        continue;
                    }
                    _ => continue,
                };
                if let Some(named) = named.get_mut(coding.place()) {
                    *named = Some(quality);
                }
            }
        }
        let [identity, gzip, zstd, brotli] = named;
        // Bytes as they are may always be sent, though last of all, unless that is ruled out.
        let identity = identity.unwrap_or(if star == Some(0) { 0 } else { 1 });
        let gzip = gzip.or(star).unwrap_or(0);
        Accepted { qualities: [identity, gzip, zstd.unwrap_or(0), brotli.unwrap_or(0)] }
    }

    fn quality(self, coding: Coding) -> u16 {
        self.qualities.get(coding.place()).copied().unwrap_or(0)
    }

    /// Whether the client takes this coding.
    pub fn takes(self, coding: Coding) -> bool {
        self.quality(coding) > 0
    }

    /// The coding that the client likes best of those it takes, but for those left out; of some that it likes the same,
    /// the one that gives the fewest bytes.
    pub fn best(self, is_left_out: impl Fn(Coding) -> bool) -> Option<Coding> {
        let taken = Coding::ALL.into_iter().filter(|coding| self.takes(*coding) && !is_left_out(*coding));
        taken.max_by_key(|coding| (self.quality(*coding), coding.place()))
    }
}

/// A member of a list with weights: what it names, and its weight in thousandths. `None` where it is malformed.
fn weighed(member: &[u8]) -> Option<(&[u8], u16)> {
    let mut parts = member.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let mut quality = 1000;
    for parameter in parts {
        if let Some(value) = parameter.strip_prefix(b"q=").or_else(|| parameter.strip_prefix(b"Q=")) {
            quality = weight(value)?;
        }
    }
    Some((name, quality))
}

/// A weight (RFC 9110, section 12.4.2) in thousandths.
fn weight(value: &[u8]) -> Option<u16> {
    let (whole, fraction) = match value {
        [whole] => (whole, [].as_slice()),
        [whole, b'.', fraction @ ..] if fraction.len() <= 3 => (whole, fraction),
        _ => return None,
    };
    let mut thousandths = match whole {
        b'0' => 0,
        b'1' => 1000,
        _ => return None,
    };
    for (digit, unit) in fraction.iter().zip([100, 10, 1]) {
        thousandths += u16::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?) * unit;
    }
    (thousandths <= 1000).then_some(thousandths)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn accepted(lines: &[&str]) -> Accepted {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::ACCEPT_ENCODING, line.parse().unwrap());
        }
        Accepted::of(&headers)
    }

    #[test]
    fn the_best_of_what_is_taken() {
        use Coding::*;
        let table: &[(&[&str], Option<Coding>)] = &[
            (&[], Some(Identity)),
            (&[""], Some(Identity)),
            (&["gzip"], Some(Gzip)),
            (&["GZip"], Some(Gzip)),
            (&["x-gzip"], Some(Gzip)),
            (&["gzip, deflate, br, zstd"], Some(Brotli)),
            (&["gzip", "br"], Some(Brotli)),
            (&["zstd,gzip"], Some(Zstd)),
            (&["gzip;q=1.0, br;q=0.8"], Some(Gzip)),
            (&["gzip ; Q=0.2 , br; q=0.8"], Some(Brotli)),
            (&["gzip;q=0"], Some(Identity)),
            (&["gzip;q=0.000"], Some(Identity)),
            (&["gzip;q=0.001"], Some(Gzip)),
            (&["gzip;q=0.5, identity"], Some(Identity)),
            (&["gzip;q=0.5, identity;q=0.1"], Some(Gzip)),
            (&["identity"], Some(Identity)),
            (&["*"], Some(Gzip)),
            (&["*;q=0"], None),
            (&["identity;q=0"], None),
            (&["identity;q=0, br"], Some(Brotli)),
            (&["*;q=0, identity"], Some(Identity)),
            (&["*;q=0, zstd;q=0.1"], Some(Zstd)),
            (&["gzip;q=0, *"], Some(Identity)),
            (&["deflate, compress"], Some(Identity)),
            (&["deflate;q=1, identity;q=0"], None),
            (&["gzip;q=2, br;q=0.3333, zstd;q=x"], Some(Identity)),
            (&["gzip;q=1.001"], Some(Identity)),
            (&[",, gzip,,"], Some(Gzip)),
            (&["gzip;level=3;q=0.3"], Some(Gzip)),
        ];
        for (lines, expected) in table {
            assert_eq!(accepted(lines).best(|_| false), *expected, "{lines:?}");
        }
        assert_eq!(accepted(&["br, gzip"]).best(|coding| coding == Brotli), Some(Gzip));
    }

    #[test]
    fn bytes_come_back_from_each_coding() {
        let text = b"<feed>the same and the same again</feed>".repeat(50);
        for coding in [Coding::Gzip, Coding::Zstd, Coding::Brotli] {
            let packed = coding.pack(&text).unwrap();
            assert!(packed.len() < text.len() / 5);
            let mut back = Vec::new();
            match coding {
                Coding::Gzip => flate2::read::GzDecoder::new(&*packed).read_to_end(&mut back).unwrap(),
                Coding::Brotli => brotli::Decompressor::new(&*packed, 4096).read_to_end(&mut back).unwrap(),
                Coding::Zstd => zstd::Decoder::new(&*packed).unwrap().read_to_end(&mut back).unwrap(),
                Coding::Identity => panic!("it is not packed"),
            };
            assert_eq!(back, text, "{coding:?}");
            assert_eq!(coding.pack(b"short"), None);
            assert_eq!(Coding::of_ending(coding.ending().as_bytes()), Some(coding));
        }
        assert_eq!(Coding::of_ending(b"-x"), None);
        assert_eq!(Coding::Identity.pack(&text), None);
    }
}
