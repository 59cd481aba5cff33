//! What is neither a tag nor text: comments, doctypes, CDATA, and elements whose text ends only at their end tag.

use memchr::memchr_iter;
use memchr::memmem;

use super::chars::is_html_space;
use super::fault::ParseError;
use super::tokens::{Tag, Tokens};

type Result<T> = std::result::Result<T, ParseError>;

/// How text is read whose end is an end tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw {
    /// With character references.
    References,
    Plain,
    Script,
    /// There is no end tag: all that follows is text.
    All,
}

/// Where a script is: itself, in `<!--`, or in `<script` inside that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Itself,
    Escaped,
    Twice,
}

impl Tokens<'_> {
    /// Behind what begins with `<!` at `at`.
    pub fn declaration(&self, at: usize, cdata: bool) -> Result<usize> {
        let rest = self.bytes.get(at + 2..).unwrap_or_default();
        if rest.starts_with(b"--") {
            return self.comment(at);
        }
        if rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype")) {
            return Err(self.doctype(at));
        }
        if cdata && rest.starts_with(b"[CDATA[") {
            // Its end may be missing: what it is in is open then.
            let inside = at + 9;
            let length = memmem::find(self.bytes.get(inside..).unwrap_or_default(), b"]]>");
            return Ok(length.map_or(self.bytes.len(), |length| inside + length + 3));
        }
        let end = self.behind(at + 2);
        Err(ParseError::new("expected-dashes-or-doctype", at..end, at + 2))
    }

    fn comment(&self, at: usize) -> Result<usize> {
        let inside = at + 4;
        let text = self.bytes.get(inside..).unwrap_or_default();
        if text.starts_with(b">") || text.starts_with(b"->") {
            let end = inside + text.iter().take_while(|b| **b == b'-').count() + 1;
            return Err(ParseError::new("incorrect-comment", at..end, end));
        }
        // Most comments have no hyphen but at the end; `--` has to be at its end.
        let double = memchr_iter(b'-', text).find(|&place| matches!(text.get(place + 1), Some(b'-') | None));
        let cut = |code| Err(self.cut(code, at));
        let Some(double) = double else { return cut("eof-in-comment") };
        let behind = inside + double + 2;
        match self.byte(behind) {
            None if text.len() == 1 => cut("eof-in-comment"),
            None if double + 1 == text.len() => cut("eof-in-comment-end-dash"),
            None => cut("eof-in-comment-double-dash"),
            Some(b'>') => Ok(behind + 1),
            Some(other) => {
                let code = match other {
                    b'!' => "unexpected-bang-after-double-dash-in-comment",
                    b'-' => "unexpected-dash-after-double-dash-in-comment",
                    _ => "unexpected-char-in-comment",
                };
                Err(ParseError::new(code, behind - 2..self.behind(behind), self.behind(behind)))
            }
        }
    }

    /// What is wrong with a doctype: its form, or at least that it is there.
    fn doctype(&self, start: usize) -> ParseError {
        let mut at = start + 9;
        let cut = |code| self.cut(code, start);
        let wrong = |at: usize| ParseError::new("unexpected-char-in-doctype", start..self.behind(at), self.behind(at));
        let whole = |at: usize| ParseError::new("unexpected-doctype", start..at + 1, at + 1);
        match self.byte(at) {
            None => return cut("expected-doctype-name-but-got-eof"),
            Some(b) if is_html_space(b) => {}
            Some(_) => return ParseError::new("need-space-after-doctype", start..at, at),
        }
        at = self.behind_space(at);
        match self.byte(at) {
            None => return cut("expected-doctype-name-but-got-eof"),
            Some(b'>') => {
                return ParseError::new("expected-doctype-name-but-got-right-bracket", start..at + 1, at + 1);
            }
            Some(_) => {}
        }
        while self.byte(at).is_some_and(|b| !is_html_space(b) && b != b'>') {
            at += 1;
        }
        match self.byte(at) {
            None => return cut("eof-in-doctype-name"),
            Some(b'>') => return whole(at),
            Some(_) => at = self.behind_space(at),
        }
        let public = match self.byte(at) {
            None => return cut("eof-in-doctype"),
            Some(b'>') => return whole(at),
            Some(first) => first.eq_ignore_ascii_case(&b'p'),
        };
        for expected in if public { b"public" } else { b"system" } {
            if !self.byte(at).is_some_and(|b| b.eq_ignore_ascii_case(expected)) {
                return ParseError::new("expected-space-or-right-bracket-in-doctype", start..at, at);
            }
            at += 1;
        }
        if matches!(self.byte(at), Some(b'"' | b'\'')) {
            return ParseError::new("unexpected-char-in-doctype", start..at + 1, at);
        }
        at = self.behind_space(at);
        for identifier in if public { 0..2 } else { 1..2 } {
            let quote = match self.byte(at) {
                None => return cut("eof-in-doctype"),
                Some(quote @ (b'"' | b'\'')) => quote,
                // The second identifier may be missing.
                Some(b'>') if public && identifier == 1 => return whole(at),
                Some(b'>') if public => {
                    return ParseError::new("unexpected-end-of-doctype", start..at + 1, at + 1);
                }
                Some(_) => return wrong(at),
            };
            at += 1;
            while self.byte(at).is_some_and(|b| b != quote && b != b'>') {
                at += 1;
            }
            match self.byte(at) {
                None => return cut("eof-in-doctype"),
                Some(b'>') => return ParseError::new("unexpected-end-of-doctype", start..at + 1, at + 1),
                Some(_) => at += 1,
            }
            if identifier == 0 && matches!(self.byte(at), Some(b'"' | b'\'')) {
                return wrong(at);
            }
            at = self.behind_space(at);
        }
        match self.byte(at) {
            None => cut("eof-in-doctype"),
            Some(b'>') => whole(at),
            Some(_) => wrong(at),
        }
    }

    fn behind_space(&self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|b| is_html_space(**b)).count()
    }

    /// Reads on from `from` to the end tag of `tag`, whose text is not tags; `None` where there is none.
    pub fn raw_text(&mut self, tag: &Tag, raw: Raw) -> Result<Option<Tag>> {
        match raw {
            Raw::Script => return self.script_text(tag),
            Raw::All => return Ok(None),
            Raw::References | Raw::Plain => {}
        }
        let mut at = tag.end;
        while let Some(mark) = self.next_mark(at, raw == Raw::References) {
            if self.byte(mark) == Some(b'&') {
                at = self.reference(mark, None)?;
            } else if self.is_end_tag(mark, tag) {
                return self.end_tag(mark).map(Some);
            } else {
                at = mark + 1;
            }
        }
        Ok(None)
    }

    fn is_end_tag(&self, at: usize, tag: &Tag) -> bool {
        let name = self.bytes.get(tag.name_at..tag.name_end).unwrap_or_default();
        let found = at + 2..at + 2 + name.len();
        self.is_at(at, b"</")
            && self.byte(found.end).is_some_and(|b| is_html_space(b) || matches!(b, b'/' | b'>'))
            && self.bytes.get(found).is_some_and(|found| found.eq_ignore_ascii_case(name))
    }

    fn script_text(&mut self, tag: &Tag) -> Result<Option<Tag>> {
        let mut state = Script::Itself;
        let mut at = tag.end;
        while let Some(mark) = self.next_script_mark(at) {
            at = mark + 1;
            match (self.byte(mark), state) {
                (Some(b'<'), Script::Itself | Script::Escaped) if self.is_end_tag(mark, tag) => {
                    return self.end_tag(mark).map(Some);
                }
                (Some(b'<'), Script::Itself) if self.is_at(mark, b"<!--") => {
                    state = Script::Escaped;
                    // Its own hyphens may be those of `-->`.
                    at = mark + 2;
                }
                (Some(b'<'), Script::Escaped) => {
                    let (is_script, end) = self.script_name(at);
                    if is_script {
                        (state, at) = (Script::Twice, end);
                    }
                }
                (Some(b'<'), Script::Twice) if self.byte(at) == Some(b'/') => {
                    let (is_script, end) = self.script_name(at + 1);
                    if is_script {
                        (state, at) = (Script::Escaped, end);
                    }
                }
                (Some(b'-'), Script::Escaped | Script::Twice) if self.byte(at) == Some(b'-') => {
                    let rest = self.bytes.get(at..).unwrap_or_default();
                    at += rest.iter().take_while(|b| **b == b'-').count();
                    if self.byte(at) == Some(b'>') {
                        state = Script::Itself;
                        at += 1;
                    }
                }
                _ => {}
            }
        }
        if state == Script::Twice {
            return Err(ParseError::new("eof-in-script-in-script", tag.at..tag.end, self.bytes.len()));
        }
        Ok(None)
    }

    /// Whether the letters at `at` are `script`, with a character behind them that ends a name; and behind that.
    fn script_name(&self, at: usize) -> (bool, usize) {
        let end = at + 6;
        let is_script = self.bytes.get(at..end).is_some_and(|name| name.eq_ignore_ascii_case(b"script"))
            && self.byte(end).is_some_and(|b| is_html_space(b) || matches!(b, b'/' | b'>'));
        (is_script, end + 1)
    }
}
