//! An element that opens: what it is called, which row is its own, and what its attributes say.

use super::{
    DUPLICATE_ELEMENT, MISPLACED_XHTML_CONTENT, NOT_IN_A_NAMESPACE, OBSOLETE_NAMESPACE, QUESTIONABLE_USAGE,
    UNDEFINED_ELEMENT, UNDETERMINABLE_VOCABULARY, Walk,
};
use crate::diagnostic::Report;
use crate::validate::Kind;
use crate::validate::context::At;
use crate::validate::node::{Keeps, Mode};
use crate::validate::reader::shown;
use crate::validate::reader::xml::{Namespace, Reader, Tag};
use crate::validate::schema::{Element, Holds, Occurs, Table};
use crate::validate::vocab::ext::{self, itunes};
use crate::validate::vocab::namespaces::{self, Prefix};
use crate::validate::vocab::{construct, questionable, root};

use super::finish::judge_attribute;

/// What a namespace of the document is to us.
#[derive(Debug, Clone, Copy)]
pub(super) struct Space {
    /// The namespace that it is, letter by letter.
    pub(super) exact: Prefix,
    /// The one that is meant by it.
    pub(super) meant: Prefix,
    /// Whether it is the document's own.
    own: bool,
}

/// What an element is called.
enum Called {
    /// By its format, without a prefix.
    Own,
    /// By a known vocabulary.
    Known(Prefix),
    /// By one that nobody knows.
    Unknown,
}

impl Walk<'_> {
    pub(super) fn start(&mut self, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        self.declarations(reader, report);
        if self.is_stopped {
            return;
        }
        let depth = self.depth;
        let Some(top) = self.top_mut() else { return };
        // Of what stands in a `<div>`, elements of vocabularies that have no place there do not count.
        if top.mode != Mode::Div {
            top.has_children = true;
        }
        top.children = top.children.saturating_add(1);
        match top.mode {
            Mode::Elements => self.start_in_elements(tag, reader, report),
            Mode::Text => self.start_in_text(tag, reader, report),
            Mode::Anything => self.start_in_anything(tag, reader, report),
            Mode::Nothing => {
                self.push(tag.name.local(), Mode::Anything, tag.span);
            }
            Mode::Construct => self.start_in_construct(tag, reader, report),
            Mode::Div => self.start_in_div(tag, reader, report),
            Mode::XhtmlBody => self.start_in_xhtml(tag, reader, report),
            Mode::Rdf { literal } => self.start_in_rdf(literal, tag, reader, report),
        }
        // Where a row has judged it, that is done.
        if self.top().is_some_and(|top| top.row.is_none()) {
            for _ in depth..self.depth {
                self.stray_base(reader, report);
            }
        }
    }

    /// What a namespace is to us.
    pub(super) fn space(&mut self, namespace: Namespace, reader: &Reader<'_>) -> Space {
        let at = namespace.index();
        if let Some(Some(space)) = self.spaces.get(at) {
            return *space;
        }
        let uri = reader.uri(namespace);
        let beyond = || if self.ctx.as_w3c() { None } else { namespaces::beyond(uri) };
        let space = Space {
            exact: namespaces::exact(uri).or_else(beyond).unwrap_or(Prefix::UNKNOWN),
            meant: namespaces::meant(uri).or_else(beyond).unwrap_or(Prefix::UNKNOWN),
            own: self.ctx.is_own(uri),
        };
        if self.spaces.len() <= at {
            self.spaces.resize(at + 1, None);
        }
        if let Some(slot) = self.spaces.get_mut(at) {
            *slot = Some(space);
        }
        space
    }

    fn start_in_elements(&mut self, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        let local = tag.name.local();
        let namespace = tag.name.namespace;
        self.language(tag, reader, report);
        let is_root = self.depth == 1;
        let mut taken_for = None;
        if is_root {
            let known = self.ctx.own_namespaces.len();
            taken_for = root::enter(&mut self.scope(report), tag, reader.uri(namespace), reader.attributes());
            self.own_again(known);
        }
        let mut called = Called::Own;
        if let Some(prefix) = taken_for {
            called = Called::Known(prefix);
        } else if namespace == Namespace::NONE {
            if !matches!(self.ctx.kind, Kind::Unknown | Kind::Rss | Kind::Opml) {
                self.undeterminable(tag, report);
                called = Called::Unknown;
            }
        } else {
            let space = self.space(namespace, reader);
            if !space.own {
                called = if space.meant == Prefix::UNKNOWN { Called::Unknown } else { Called::Known(space.meant) };
            }
        }
        match called {
            Called::Known(prefix) => self.bad_attributes(prefix, local, reader, report),
            _ => self.bad_attributes(Prefix::CORE, local, reader, report),
        }
        let table = self.table();
        match called {
            Called::Own => {
                let row = self.wanted(table.and_then(|table| lookup_own(table, local)));
                self.open_or_flag(Prefix::CORE, row, tag, reader, report);
            }
            Called::Known(prefix) => {
                if prefix.name() == "itunes" {
                    itunes::met(&mut self.scope(report));
                }
                let base = if prefix.name() == "dc" { local.split('.').next().unwrap_or(local) } else { local };
                let row = self.wanted(table.and_then(|table| lookup(table, prefix, base)));
                self.open_or_flag(prefix, row, tag, reader, report);
            }
            Called::Unknown => {
                if reader.uri(namespace) == namespaces::ATOM_03 {
                    self.obsolete(report);
                }
                if is_root {
                    root::unknown(&mut self.scope(report), tag, reader.uri(namespace));
                }
                let mode = if self.ctx.kind == Kind::Rss1 { Mode::Rdf { literal: false } } else { Mode::Anything };
                self.push("", mode, tag.span);
                self.name_top("unknown", local);
                self.attributes_of(reader);
                if mode != Mode::Anything {
                    self.open_rdf(self.depth.saturating_sub(2), tag, reader, report);
                }
            }
        }
    }

    /// Forgets what namespaces are to us if there are now more than `known` that are the document's own.
    fn own_again(&mut self, known: usize) {
        if self.ctx.own_namespaces.len() != known {
            self.spaces.clear();
        }
    }

    /// The table that the innermost open element is held against.
    fn table(&self) -> Option<&'static Table> {
        let top = self.top()?;
        match top.row {
            Some(Element { holds: Holds::Elements(table), .. }) => Some(table),
            None if self.depth == 1 => Some(root::table(&self.ctx)),
            _ => None,
        }
    }

    /// The row, unless it is one that only feedmill knows, and its knowledge is not wanted.
    fn wanted(&self, row: Option<&'static Element>) -> Option<&'static Element> {
        row.filter(|row| !row.beyond || !self.ctx.as_w3c())
    }

    fn open_or_flag(
        &mut self,
        prefix: Prefix,
        row: Option<&'static Element>,
        tag: &Tag<'_>,
        reader: &Reader<'_>,
        report: &mut Report<'_>,
    ) {
        let local = tag.name.local();
        if let Some(row) = row {
            return self.open(row, prefix, tag, reader, report);
        }
        let name = full_name(prefix, local);
        if prefix.name() == "xhtml" {
            let mut scope = self.scope(report);
            let within = scope.node().name.clone();
            let message = format!("`<{}>` stands right in `<{within}>`", tag.name.raw);
            let at = At::Here;
            scope
                .flag_as(&MISPLACED_XHTML_CONTENT, at, message, &name, &within)
                .help("put XHTML into the element for content, within a `<div>`");
        } else if let Some(row) = questionable::find(&self.ctx, self.top().map_or("", |top| &top.name), prefix, local) {
            let mut scope = self.scope(report);
            let within = scope.node().name.clone();
            let message = format!("nobody has described what `<{}>` means in `<{within}>`", tag.name.raw);
            scope
                .flag_as(&QUESTIONABLE_USAGE, At::Here, message, row.name, &within)
                .help("move it to where its vocabulary has it, or remove it");
            return self.open(row, prefix, tag, reader, report);
        } else {
            self.undefined(&name, tag, report);
        }
        if let Some(top) = self.top_mut() {
            top.add_stranger(&name);
        }
        self.push("", Mode::Anything, tag.span);
        if let Some(top) = self.top_mut() {
            top.name.push_str(&name);
        }
    }

    /// Flags an element that the innermost open one does not know.
    fn undefined(&mut self, name: &str, tag: &Tag<'_>, report: &mut Report<'_>) {
        let table = self.table();
        let mut scope = self.scope(report);
        let within = scope.node().name.clone();
        let raw = tag.name.raw;
        let is_root = scope.stack.len() == 1;
        let message = match is_root {
            true => format!("the root element `<{}>` begins no feed", shown(raw)),
            false => format!("`<{}>` is not known in `<{within}>`", shown(raw)),
        };
        let near = table.and_then(|table| nearest(table, name));
        let home = ext::podcast::home(name).filter(|home| *home != within);
        let help = match (near, home) {
            (Some(near), _) if near != raw => {
                format!("write `<{near}>` if that is meant; else remove it, or put it into a namespace of its own")
            }
            (_, Some(home)) => format!("move it to `<{home}>`"),
            _ if is_root && raw.eq_ignore_ascii_case("html") => {
                "this is a page of the web; its feed's address stands in a `<link rel=\"alternate\">` of its head"
                    .to_owned()
            }
            _ if is_root => "a feed begins with `<rss>`, `<feed>` or `<rdf:RDF>`, in exactly these letters".to_owned(),
            _ => "remove it, move it to where it belongs, or put it into a namespace of its own".to_owned(),
        };
        scope.flag_as(&UNDEFINED_ELEMENT, At::Here, message, name, &within).help(help);
    }

    fn undeterminable(&mut self, tag: &Tag<'_>, report: &mut Report<'_>) {
        let mut scope = self.scope(report);
        let within = scope.node().name.clone();
        let raw = tag.name.raw;
        scope
            .flag_as(&UNDETERMINABLE_VOCABULARY, At::Here, format!("`<{raw}>` is in no namespace"), raw, &within)
            .help("give it the prefix of its vocabulary, or declare that with `xmlns`")
            .param("namespace", "\"\"");
    }

    fn obsolete(&mut self, report: &mut Report<'_>) {
        let mut scope = self.scope(report);
        scope
            .flag_as(
                &OBSOLETE_NAMESPACE,
                At::Here,
                "this is the namespace of Atom 0.3, which is long obsolete",
                "feed",
                "root",
            )
            .help("write `xmlns=\"http://www.w3.org/2005/Atom\"`, and what Atom 1.0 has changed");
    }

    /// Opens an element that has a row.
    pub(super) fn open(
        &mut self,
        row: &'static Element,
        prefix: Prefix,
        tag: &Tag<'_>,
        reader: &Reader<'_>,
        report: &mut Report<'_>,
    ) {
        let local = tag.name.local();
        let qualified = local.as_bytes().contains(&b'.');
        let before = match self.top() {
            Some(top) if qualified => top.has(&full_name(prefix, local)),
            Some(top) => top.count_row(row) > 0,
            None => false,
        };
        let mode = match row.holds {
            Holds::Text => Mode::Text,
            Holds::Elements(_) => Mode::Elements,
            Holds::Anything => Mode::Anything,
            Holds::Nothing(_) => Mode::Nothing,
            Holds::Construct => Mode::Construct,
            Holds::Div => Mode::Div,
            Holds::XhtmlBody => Mode::XhtmlBody,
            Holds::Rdf => Mode::Rdf { literal: false },
        };
        self.push("", mode, tag.span);
        if let Some(top) = self.top_mut() {
            write_name(&mut top.name, prefix, local);
            top.row = Some(row);
        }
        self.attributes_of(reader);
        self.keep_as_read(row);
        self.rebase(report);
        let mut scope = self.scope(report);
        if let (Occurs::Once(rule), true) = (row.occurs, before) {
            let (name, within) = (scope.node().name.clone(), scope.parent().name.clone());
            let message = match rule.name {
                _ if std::ptr::eq(rule, &DUPLICATE_ELEMENT) => {
                    format!("`<{within}>` has more than one `<{}>`", tag.name.raw)
                }
                _ => format!("a second `<{}>` in `<{within}>`", tag.name.raw),
            };
            scope.flag_as(rule, At::Open, message, &name, &within).help("keep one of them");
        }
        for attr in row.attrs.iter().filter(|attr| !(row.late || attr.late)) {
            judge_attribute(&mut scope, attr);
        }
        let known = scope.ctx.own_namespaces.len();
        for relation in row.opening {
            relation(&mut scope);
        }
        self.own_again(known);
        // What is beside it is asked for until here; from here on it counts itself.
        let at = self.depth.checked_sub(2);
        if let Some(parent) = at.and_then(|at| self.stack.get_mut(at)) {
            match qualified {
                true => parent.add_stranger(&full_name(prefix, local)),
                false => parent.add(row),
            }
        }
        self.unexpected(row, tag, reader, report);
    }

    /// Has no more kept of the text of the element that has just opened than is looked at.
    fn keep_as_read(&mut self, row: &'static Element) {
        // RDF asks whether there is text beside an element.
        if self.ctx.options.html || self.ctx.kind == Kind::Rss1 {
            return;
        }
        let is_read = self.ctx.rss_version == "0.91";
        if let Some(top) = self.top_mut() {
            top.keeps = match row.holds {
                Holds::Text if row.html && !is_read => Keeps::Length,
                Holds::Construct if construct::content_type(top) == "html" => Keeps::Presence,
                _ => Keeps::All,
            };
        }
    }

    fn start_in_text(&mut self, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        if self.ctx.kind == Kind::Rss1 {
            return self.start_in_rdf_text(tag, reader, report);
        }
        let mut scope = self.scope(report);
        let within = scope.node().name.clone();
        let raw = tag.name.raw;
        // The W3C validator tells it for each of the element's checks, and each opens it: of these only one closes with
        // its end tag, so that the rest of the document is judged as if it stood inside.
        let times = match (scope.ctx.as_w3c(), scope.node().row) {
            (true, Some(row)) => row.text.len().max(1),
            _ => 1,
        };
        for _ in 0..times {
            let message = format!("`<{}>` stands in `<{within}>`, which holds text only", shown(raw));
            scope
                .flag_as(&UNDEFINED_ELEMENT, At::Here, message, tag.name.local(), &within)
                .help(format!("remove it, or write `&lt;` for `<` if `<{raw}>` is meant as text or as HTML"));
        }
        for _ in 0..times {
            self.push(tag.name.local(), Mode::Anything, tag.span);
        }
    }

    pub(super) fn start_in_anything(&mut self, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        let local = tag.name.local();
        let foreign = self.top().is_some_and(|top| top.name.contains([':', '_']));
        if tag.name.namespace == Namespace::NONE && self.ctx.kind == Kind::Rss && foreign {
            let mut scope = self.scope(report);
            let within = scope.node().name.clone();
            let message = format!("`<{}>` is in no namespace, within an element that is in one", tag.name.raw);
            scope
                .flag_as(&NOT_IN_A_NAMESPACE, At::Here, message, local, &within)
                .help("give it the prefix of its vocabulary, and declare that")
                .param("namespace", "\"\"");
        }
        self.bad_attributes(Prefix::CORE, local, reader, report);
        self.push(local, Mode::Anything, tag.span);
    }

    pub(super) fn name_top(&mut self, prefix: &str, local: &str) {
        if let Some(top) = self.top_mut() {
            top.name.push_str(prefix);
            top.name.push(':');
            top.name.push_str(local);
        }
    }
}

pub(super) fn full_name(prefix: Prefix, local: &str) -> String {
    let mut name = String::new();
    write_name(&mut name, prefix, local);
    name
}

fn write_name(out: &mut String, prefix: Prefix, local: &str) {
    if prefix != Prefix::CORE {
        out.push_str(prefix.name());
        out.push(':');
    }
    out.push_str(local);
}

/// The row of an element of a known vocabulary; `-` and `_` in names are the same.
fn lookup(table: &Table, prefix: Prefix, local: &str) -> Option<&'static Element> {
    table.find(prefix, local).or_else(|| {
        if !local.contains(['-', '_']) {
            return None;
        }
        let same = |a: &str, b: &str| a.len() == b.len() && a.bytes().zip(b.bytes()).all(|(a, b)| fold(a) == fold(b));
        table.rows().find(|row| {
            let (space, name) = row.name.split_once(':').unwrap_or(("", row.name));
            same(name, local) && prefix.name() == space
        })
    })
}

fn fold(b: u8) -> u8 {
    if b == b'-' { b'_' } else { b }
}

/// The row of an element of the document's own vocabulary. `<dc_date>` in no namespace is taken for `<dc:date>`.
fn lookup_own(table: &Table, local: &str) -> Option<&'static Element> {
    lookup(table, Prefix::CORE, local).or_else(|| {
        let (space, name) = local.split_once('_')?;
        let prefix = Prefix::named(space);
        (prefix != Prefix::UNKNOWN && prefix != Prefix::CORE).then(|| lookup(table, prefix, name)).flatten()
    })
}

/// The name of the row that was most likely meant by `name`.
fn nearest(table: &Table, name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let rows = table.rows().map(|row| row.name);
    // What is much longer or shorter is not meant, and need not be compared.
    let alike = rows.filter(|row| row.len().abs_diff(lower.len()) <= row.len() / 4);
    let scored = alike.map(|row| (strsim::damerau_levenshtein(&row.to_lowercase(), &lower), row));
    scored
        .filter(|&(distance, row)| distance <= row.len() / 4)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, row)| row)
}
