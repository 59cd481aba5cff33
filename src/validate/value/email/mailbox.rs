//! The mailboxes of an e-mail's head, as RFC 2822 lists them, read as leniently as mail programs do.

/// The address of the one mailbox that `text` lists; `None` where it lists none or several. The address can be empty,
/// and need not be one.
pub(super) fn only(text: &str) -> Option<String> {
    let mut list = List { text, at: 0, count: 0, first: None };
    list.read();
    list.first.filter(|_| list.count == 1)
}

const SPACE: &[u8] = b" \t\r\n";
/// What ends a word.
const SPECIAL: &[u8] = b"()<>@,:;.\"[] \t\r\n";

struct List<'t> {
    text: &'t str,
    /// The byte to read next; always at a character's start.
    at: usize,
    count: usize,
    first: Option<String>,
}

impl List<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// Reads up to one of these bytes of ASCII.
    fn up_to(&mut self, ends: &[u8]) -> &str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.bytes().position(|byte| ends.contains(&byte)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn add(&mut self, address: impl Into<String>) {
        self.count += 1;
        if self.count == 1 {
            self.first = Some(address.into());
        }
    }

    /// Reads all there is. Groups, as `friends: a@b.c, d@e.f;`, can be nested.
    fn read(&mut self) {
        let (mut groups, mut before) = (0_usize, 0);
        while self.peek().is_some() {
            if groups == 0 {
                before = self.count;
            } else {
                self.skip();
            }
            if groups > 0 && self.take(b';') {
                groups -= 1;
                self.end_mailbox();
            } else if self.mailbox() {
                groups += 1;
                continue;
            }
            if groups == 0 && self.count == before {
                self.add("");
            }
        }
        if groups > 0 && self.count == before {
            self.add("");
        }
    }

    /// Reads a mailbox, or the name of a group, which is then open: `true`.
    fn mailbox(&mut self) -> bool {
        self.skip();
        let start = self.at;
        let first_word = self.words();
        self.skip();
        match self.peek() {
            Some(b'.' | b'@') => {
                self.at = start;
                let address = self.address();
                self.add(address);
            }
            Some(b':') => {
                self.at += 1;
                return true;
            }
            Some(b'<') => {
                let address = self.route();
                self.add(address);
            }
            other => match (first_word, other) {
                (Some(word), _) => self.add(word),
                (None, Some(byte)) if SPECIAL.contains(&byte) => self.at += 1,
                (None, _) => {}
            },
        }
        self.end_mailbox();
        false
    }

    fn end_mailbox(&mut self) {
        self.skip();
        self.take(b',');
    }

    /// Skips white space and comments, and gives its spaces and tabs.
    fn skip(&mut self) -> String {
        let mut spaces = String::new();
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' => spaces.push(char::from(byte)),
                b'\r' | b'\n' => {}
                b'(' => {
                    self.comment();
                    continue;
                }
                _ => break,
            }
            self.at += 1;
        }
        spaces
    }

    /// Skips a comment and those inside of it.
    fn comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' | b'\r' => depth -= 1,
                b'\\' => self.skip_char(),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }

    fn skip_char(&mut self) {
        let c = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        self.at += c.map_or(0, char::len_utf8);
    }

    /// Reads what stands between marks; `end` or a carriage return ends it.
    fn delimited(&mut self, end: u8) -> String {
        self.at += 1;
        let mut out = String::new();
        loop {
            out += self.up_to(&[end, b'\r', b'\\']);
            if self.peek() != Some(b'\\') {
                self.at += usize::from(self.peek().is_some());
                return out;
            }
            self.at += 1;
            let start = self.at;
            self.skip_char();
            out += self.text.get(start..self.at).unwrap_or_default();
        }
    }

    /// Skips words and quoted words, which may have dots in them, and gives the first.
    fn words(&mut self) -> Option<String> {
        let mut first = None;
        while let Some(byte) = self.peek() {
            match byte {
                _ if SPACE.contains(&byte) => self.at += 1,
                b'(' => self.comment(),
                b'"' => {
                    let word = self.delimited(b'"');
                    first.get_or_insert(word);
                }
                b'.' => {
                    let start = self.at;
                    self.at += 1;
                    self.up_to_dotted();
                    first.get_or_insert_with(|| self.text.get(start..self.at).unwrap_or_default().to_owned());
                }
                _ if SPECIAL.contains(&byte) => break,
                _ => {
                    let start = self.at;
                    self.up_to_dotted();
                    first.get_or_insert_with(|| self.text.get(start..self.at).unwrap_or_default().to_owned());
                }
            }
        }
        first
    }

    fn up_to_dotted(&mut self) {
        self.up_to(b"()<>@,:;\"[] \t\r\n");
    }

    /// Reads `local@host`, or what there is of it.
    fn address(&mut self) -> String {
        let mut parts: Vec<String> = Vec::new();
        self.skip();
        while let Some(byte) = self.peek() {
            let blank = parts.last().is_some_and(|last| last.trim().is_empty());
            match byte {
                b'.' => {
                    if blank {
                        parts.pop();
                    }
                    parts.push(".".to_owned());
                    self.at += 1;
                    self.skip();
                    continue;
                }
                b'"' => {
                    let quoted = self.delimited(b'"').replace('\\', "\\\\").replace('"', "\\\"");
                    parts.push(format!("\"{quoted}\""));
                }
                _ if SPECIAL.contains(&byte) => {
                    if blank {
                        parts.pop();
                    }
                    break;
                }
                _ => parts.push(self.up_to(SPECIAL).to_owned()),
            }
            let spaces = self.skip();
            if !spaces.is_empty() {
                parts.push(spaces);
            }
        }
        if !self.take(b'@') {
            return parts.concat();
        }
        self.skip();
        match self.host() {
            host if host.is_empty() => host,
            host => parts.concat() + "@" + &host,
        }
    }

    /// Reads the name of a host; empty where it cannot be one.
    fn host(&mut self) -> String {
        let mut out = String::new();
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' => self.at += 1,
                b'(' => self.comment(),
                b'[' => {
                    let number = self.delimited(b']');
                    out += &format!("[{number}]");
                }
                b'.' => {
                    out.push('.');
                    self.at += 1;
                }
                b'@' => return String::new(),
                _ if SPECIAL.contains(&byte) => break,
                _ => out += self.up_to(SPECIAL),
            }
        }
        out
    }

    /// Reads an address in angle brackets, hosts on the way to it skipped.
    fn route(&mut self) -> String {
        self.at += 1;
        self.skip();
        let mut on_the_way = false;
        while let Some(byte) = self.peek() {
            if on_the_way {
                self.host();
                on_the_way = false;
            } else {
                match byte {
                    b'>' => {
                        self.at += 1;
                        break;
                    }
                    b'@' => on_the_way = true,
                    b':' => {}
                    _ => {
                        let address = self.address();
                        self.skip_char();
                        return address;
                    }
                }
                self.at += 1;
            }
            self.skip();
        }
        String::new()
    }
}
