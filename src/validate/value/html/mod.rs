//! HTML as it stands in feeds, escaped or not: is it HTML at all, and does it hold what readers throw out.
