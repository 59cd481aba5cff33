//! Numbers that look random and are the same everywhere, for good.

/// A generator of 64 bits of state (SplitMix64, by Steele, Lea and Flood).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The generator of one article: neighbours have nothing in common.
    pub fn of(seed: u64, number: u64) -> Random {
        let mut random = Random(seed);
        let start = random.bits() ^ number;
        let mut random = Random(start);
        random.0 = random.bits();
        random
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.bits()) * end as u128) >> 64) as usize
    }

    /// A number from `first` to `last`, both included.
    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last + 1 - first)
    }

    /// Yes, in so many of a hundred cases.
    pub fn percent(&mut self, cases: usize) -> bool {
        self.below(100) < cases
    }

    /// One of `choices`.
    pub fn pick<'c, T: ?Sized>(&mut self, choices: &[&'c T]) -> &'c T {
        choices[self.below(choices.len())]
    }
}

/// Ranks from 0 on, of which the first is drawn twice as often as the second, three times as often as the third.
#[derive(Debug)]
pub struct Zipf {
    /// What the ranks up to each weigh together.
    sums: Vec<u32>,
}

impl Zipf {
    /// So many ranks.
    pub fn new(ranks: u32) -> Zipf {
        let mut sum = 0;
        let weights = (1..=ranks).map(|rank| 1_000_000 / rank);
        Zipf { sums: weights.map(|weight| (sum += weight, sum).1).collect() }
    }

    /// A rank.
    pub fn draw(&self, random: &mut Random) -> usize {
        let all = self.sums.last().copied().unwrap_or(1);
        let at = random.below(all as usize) as u32;
        self.sums.partition_point(|&sum| sum <= at)
    }
}
