//! Base64, read as leniently as most programs do: what is no letter of it is passed over. Spec: RFC 4648, section 4.

/// The bytes that `text` means; `None` where it breaks off within one, or is not in ASCII.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    // The bits not yet given out, how many letters of a group of four they are from, and `=` at its end.
    let (mut bits, mut letters, mut padding) = (0_u32, 0, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                if letters >= 2 && letters + padding >= 4 {
                    return Some(bytes);
                }
                continue;
            }
            _ => continue,
        };
        padding = 0;
        bits = bits << 6 | u32::from(value);
        letters = (letters + 1) % 4;
        if letters != 1 {
            // The second letter completes the first byte, the third the second, the fourth the third.
            let spare = (4 - letters) % 4 * 2;
            let [.., byte] = (bits >> spare).to_be_bytes();
            bytes.push(byte);
        }
    }
    (letters == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_leniently() {
        let cases: [(&str, Option<&[u8]>); 8] = [
            ("", Some(b"")),
            ("aGVsbG8=", Some(b"hello")),
            ("aGVs\n bG8h", Some(b"hello!")),
            ("aA==", Some(b"h")),
            ("aA", None),
            ("a", None),
            ("Some content.", None),
            ("é", None),
        ];
        for (text, meant) in cases {
            assert_eq!(decode(text).as_deref(), meant, "{text}");
        }
    }
}
