//! Findings as workflow commands, which GitHub Actions shows beside the lines they are about.

use std::fmt::Write as _;

use super::{Diagnostic, Level};

/// A finding on one line: `::error file=…,line=…,col=…,endColumn=…,title=RULE::MESSAGE`, with a line feed.
///
/// The help follows the message in the annotation, on a line of its own.
pub fn line(found: &Diagnostic) -> String {
    let command = match found.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    };
    let mut line = format!("::{command} file={}", property(&found.file));
    if let Some(place) = found.place {
        // The last column is meant with it.
        let end = place.column.saturating_add(place.width).saturating_sub(1);
        // What is written into a string cannot fail.
        let _ = write!(line, ",line={0},endLine={0},col={1},endColumn={end}", place.line, place.column);
    }
    let _ = write!(line, ",title={}::{}", property(found.rule.name), data(&found.message));
    if let Some(help) = &found.help {
        let _ = write!(line, "%0A{}", data(help));
    }
    line.push('\n');
    line
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;
    use crate::fields::UNKNOWN_KEY;

    #[test]
    fn a_finding_is_one_line_whatever_is_in_it() {
        let mut found = Diagnostic::new(&UNKNOWN_KEY, "a,b:c%.xml", "50 % of `::x`\r\n::error::no, none");
        assert_eq!(
            line(&found),
            "::warning file=a%2Cb%3Ac%25.xml,title=unknown-key::50 %25 of `::x`%0D%0A::error::no, none\n"
        );
        found.at(Place { line: 3, column: 4, width: 2 }).help("a\nb");
        found.level = Level::Info;
        found.message = "m".into();
        assert_eq!(
            line(&found),
            "::notice file=a%2Cb%3Ac%25.xml,line=3,endLine=3,col=4,endColumn=5,title=unknown-key::m%0Aa%0Ab\n"
        );
    }
}
