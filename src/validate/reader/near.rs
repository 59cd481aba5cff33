//! Finds bytes that are mostly near: in markup the next `&` or `<`, in a string the next `"`, is a few bytes away, for
//! which a call into a vectorised search is too much. And says whether there are any that nearly never are.

/// So many words of eight bytes are looked at before the search goes on with vectors.
const NEAR: usize = 4;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The first byte that is one of `needles`; `far` finds those that are not near.
#[inline]
pub(super) fn find<const N: usize>(
    needles: [u8; N],
    bytes: &[u8],
    far: impl FnOnce(&[u8]) -> Option<usize>,
) -> Option<usize> {
    let (words, _) = bytes.as_chunks();
    let mut at = 0;
    for word in words.iter().take(NEAR) {
        let word = u64::from_le_bytes(*word);
        // The lowest bit that is set is always right; one above it may not be.
        let found = needles.iter().fold(0, |found, &needle| {
            let rest = word ^ (ONES * u64::from(needle));
            found | (rest.wrapping_sub(ONES) & !rest & HIGHS)
        });
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += size_of::<u64>();
    }
    far(bytes.get(at..)?).map(|found| at + found)
}

/// The first byte that is one of two.
#[inline]
pub(super) fn find2(one: u8, two: u8, bytes: &[u8]) -> Option<usize> {
    find([one, two], bytes, |rest| memchr::memchr2(one, two, rest))
}

/// The first byte that is one of three.
#[inline]
pub(super) fn find3(one: u8, two: u8, three: u8, bytes: &[u8]) -> Option<usize> {
    find([one, two, three], bytes, |rest| memchr::memchr3(one, two, three, rest))
}

/// Whether there is a byte below 0x20. Blocks of a fixed size pass without a branch a byte.
pub(super) fn has_control(bytes: &[u8]) -> bool {
    const BLOCK: usize = 64;
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let (words, rest) = rest.as_chunks();
    let in_word = |word: &[u8; 8]| {
        let word = u64::from_le_bytes(*word);
        word.wrapping_sub(ONES * u64::from(b' ')) & !word & HIGHS != 0
    };
    blocks.iter().any(|block| block.iter().fold(u8::MAX, |least, b| least.min(*b)) < b' ')
        || words.iter().any(in_word)
        || rest.iter().any(|b| *b < b' ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_found_is_the_first(bytes in proptest::collection::vec(0x58_u8..0x60, 0..80), high in 0..80_usize) {
            // Bytes that differ from a needle by one, or by their highest bit.
            let mut bytes = bytes;
            bytes.iter_mut().skip(high).for_each(|b| *b |= 0x80);
            let wanted = |needles: &[u8]| bytes.iter().position(|b| needles.contains(b));
            prop_assert_eq!(find2(0x5C, 0x5F, &bytes), wanted(&[0x5C, 0x5F]));
            prop_assert_eq!(find3(0x5C, 0xDE, 0x5B, &bytes), wanted(&[0x5C, 0xDE, 0x5B]));
            prop_assert_eq!(find3(0, 1, 0x41, &bytes), None);
        }
    }

    #[test]
    fn control_characters_are_found() {
        for b in 0..=0xFF {
            for (before, behind) in [(0, 0), (3, 0), (0, 9), (12, 90), (64, 0), (70, 64), (63, 1)] {
                let mut bytes = vec![b' '; before];
                bytes.push(b);
                bytes.resize(before + 1 + behind, 0xFF);
                assert_eq!(has_control(&bytes), b < 0x20, "{b} {before} {behind}");
            }
        }
        assert!(!has_control(b""));
    }

    #[test]
    fn near_and_far() {
        for at in 0..100 {
            let text = format!("{}&{}", "x".repeat(at), "y<&]".repeat(9));
            assert_eq!(find3(b'<', b'&', b']', text.as_bytes()), Some(at));
            assert_eq!(find2(b'<', b'"', text.as_bytes()), Some(at + 2));
            assert_eq!(find2(b'%', b'"', text.as_bytes()), None);
        }
    }
}
