//! Looking names up in a fixed list, in any case: a table with open addressing that is made when compiled.

/// Where each name of a list stands in it. `SLOTS` is a power of two, well above the number of names.
#[derive(Debug)]
pub(super) struct Index<const SLOTS: usize>([u8; SLOTS]);

impl<const SLOTS: usize> Index<SLOTS> {
    /// Of a list with fewer than 256 names in lower case. An empty name is left out.
    pub(super) const fn new(names: &[&str]) -> Self {
        assert!(SLOTS.is_power_of_two() && names.len() < 256 && names.len() * 2 <= SLOTS);
        let mut slots = [0; SLOTS];
        let mut at = 0;
        while at < names.len() {
            let name = names[at].as_bytes();
            if !name.is_empty() {
                let mut slot = hash(name) % SLOTS;
                while slots[slot] != 0 {
                    slot = (slot + 1) % SLOTS;
                }
                // One more than the place, as nought means empty; the first name of all is to be the empty one.
                slots[slot] = at as u8;
            }
            at += 1;
        }
        Index(slots)
    }

    /// The place of `name` in the list; never 0, where the empty name is.
    pub(super) fn find(&self, names: &[&str], name: &[u8]) -> Option<u8> {
        let mut slot = hash(name) % SLOTS;
        loop {
            match self.0.get(slot) {
                None | Some(0) => return None,
                Some(&place) => {
                    if names.get(usize::from(place)).is_some_and(|known| same(known.as_bytes(), name)) {
                        return Some(place);
                    }
                }
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

/// Upper and lower case give the same. Length, ends and middle tell nearly all names apart.
const fn hash(name: &[u8]) -> usize {
    let [first, .., last] = name else { return name.len() };
    let middle = name[name.len() / 2];
    let ends = u32::from_le_bytes([*first | 0x20, middle | 0x20, *last | 0x20, name.len() as u8]);
    let hash = ends.wrapping_mul(0x9E37_79B1);
    (hash ^ (hash >> 16)) as usize
}

/// Whether two names are the same but for case.
pub(super) const fn same(one: &[u8], other: &[u8]) -> bool {
    one.eq_ignore_ascii_case(other)
}
