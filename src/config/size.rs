//! Sizes and spans of time as people write them: `1 MB`, `90d`.

use chrono::TimeDelta;

/// `1 MB`, `500kB`, `2MiB`, `800000`: bytes.
pub fn bytes(text: &str) -> Option<usize> {
    let (number, unit) = split(text)?;
    let factor = match unit.to_ascii_lowercase().as_str() {
        "" | "b" | "bytes" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "kib" => 1024.0,
        "mib" => 1024.0 * 1024.0,
        "gib" => 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    let bytes = number * factor;
    // Beyond a million gigabytes it is a slip of the pen, and below one byte as well.
    (1.0..1e15).contains(&bytes).then_some(bytes as usize)
}

/// `90d`, `36 hours`, `2w`, `1y`: a span of time. A year is 365 days, a month 30.
pub fn time_span(text: &str) -> Option<TimeDelta> {
    let (number, unit) = split(text)?;
    let seconds = match unit.to_ascii_lowercase().as_str() {
        "h" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => 86_400.0,
        "w" | "week" | "weeks" => 7.0 * 86_400.0,
        "month" | "months" => 30.0 * 86_400.0,
        "y" | "year" | "years" => 365.0 * 86_400.0,
        _ => return None,
    };
    let seconds = number * seconds;
    (1.0..1e11).contains(&seconds).then(|| TimeDelta::seconds(seconds as i64))
}

fn split(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(text.len());
    let number = text[..end].replace('_', "").parse().ok()?;
    Some((number, text[end..].trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(bytes("1 MB"), Some(1_000_000));
        assert_eq!(bytes("1.5kib"), Some(1536));
        assert_eq!(bytes("800_000"), Some(800_000));
        for wrong in ["", "MB", "1 XB", "-1", "0", "1e99", "9999999999999999999"] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn spans() {
        assert_eq!(time_span("90d"), Some(TimeDelta::days(90)));
        assert_eq!(time_span("36 hours"), Some(TimeDelta::hours(36)));
        assert_eq!(time_span("2w"), Some(TimeDelta::days(14)));
        for wrong in ["90", "d", "0d", "-3d", "3 fortnights", "99999999999y"] {
            assert_eq!(time_span(wrong), None, "{wrong}");
        }
    }
}
