//! Tags inside `<body>`, where nearly all are.

use super::elements::{self, End, Name, Start};
use super::fault::ParseError;
use super::markup::Raw;
use super::parser::{Mode, Parser, Result, Sink, Step};
use super::tokens::Tag;
use super::tree::Namespace;

impl<'v, S: Sink<'v>> Parser<'v, '_, S> {
    pub fn body_start(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name.start() {
            Start::Other => self.open(tag),
            Start::Block => {
                self.close_p(tag)?;
                self.open(tag)
            }
            Start::A if self.stack.active(tag.name).is_some() => {
                self.fault("unexpected-start-tag-implies-end-tag", tag)
            }
            Start::Nobr if self.stack.in_scope(tag.name) => self.fault("unexpected-start-tag-implies-end-tag", tag),
            Start::A | Start::Format | Start::Nobr => {
                self.open(tag)?;
                self.stack.activate(&self.tokens);
                Ok(Step::Done)
            }
            Start::Void => self.void(tag),
            Start::Hr => {
                self.close_p(tag)?;
                self.void(tag)
            }
            Start::Item => self.item_start(tag),
            Start::Heading => {
                self.close_p(tag)?;
                if self.stack.current().name.is_heading() {
                    return self.fault("unexpected-start-tag", tag);
                }
                self.open(tag)
            }
            Start::Table => {
                self.close_p(tag)?;
                self.mode = Mode::Table;
                self.open(tag)
            }
            Start::Raw => self.open_raw(tag, Raw::Plain),
            Start::Script => self.open_raw(tag, Raw::Script),
            Start::Title | Start::Textarea => self.open_raw(tag, Raw::References),
            Start::Xmp => {
                self.close_p(tag)?;
                self.open_raw(tag, Raw::Plain)
            }
            Start::Plaintext => {
                self.close_p(tag)?;
                self.open_raw(tag, Raw::All)
            }
            Start::Form => self.form_start(tag),
            Start::Button if self.stack.in_scope(tag.name) => self.fault("unexpected-start-tag-implies-end-tag", tag),
            Start::Button => self.open(tag),
            Start::Select => {
                self.mode = if self.mode == Mode::Body { Mode::Select } else { Mode::SelectInTable };
                self.open(tag)
            }
            Start::Opt => {
                if self.stack.current().name == elements::OPTION {
                    self.stack.pop();
                }
                self.open(tag)
            }
            Start::Ruby => {
                if self.stack.in_scope(elements::RUBY) {
                    self.stack.close_implied(None);
                    if self.stack.current().name != elements::RUBY {
                        return self.fault("XXX-undefined-error", tag);
                    }
                }
                self.open(tag)
            }
            Start::Svg => self.open_foreign(tag, Namespace::Svg),
            Start::Math => self.open_foreign(tag, Namespace::MathMl),
            Start::Html => self.fault("non-html-root", tag),
            Start::Unexpected => self.fault("unexpected-start-tag", tag),
            Start::Misplaced => self.fault("unexpected-start-tag-ignored", tag),
            Start::Image => self.fault("unexpected-start-tag-treated-as", tag),
            Start::IsIndex => self.fault("deprecated-tag", tag),
        }
    }

    /// Opens an element whose text is not tags.
    pub fn open_raw(&mut self, tag: &Tag, raw: Raw) -> Result<Step> {
        self.open(tag)?;
        Ok(Step::Raw(raw))
    }

    fn form_start(&mut self, tag: &Tag) -> Result<Step> {
        if self.form.is_some() {
            return self.fault("unexpected-start-tag", tag);
        }
        self.close_p(tag)?;
        self.form = Some(self.stack.depth());
        self.open(tag)
    }

    /// `<li>`, `<dt>` or `<dd>`, which close the one before.
    fn item_start(&mut self, tag: &Tag) -> Result<Step> {
        let is_before = |name: Name| match tag.name {
            elements::LI => name == elements::LI,
            _ => matches!(name, elements::DT | elements::DD),
        };
        let mut before = None;
        for open in self.stack.inside_out() {
            if is_before(open.name) {
                before = Some(open.name);
                break;
            }
            if open.is_special() && !matches!(open.name, elements::ADDRESS | elements::DIV | elements::P) {
                break;
            }
        }
        if let Some(name) = before {
            self.close_item(name, tag)?;
        }
        self.close_p(tag)?;
        self.open(tag)
    }

    fn close_item(&mut self, name: Name, tag: &Tag) -> Result<Step> {
        let in_scope = if name == elements::LI { self.stack.in_list_scope(name) } else { self.stack.in_scope(name) };
        if !in_scope {
            return self.fault("unexpected-end-tag", tag);
        }
        self.stack.close_implied(Some(name));
        self.close_current(name, "end-tag-too-early", tag)
    }

    /// Closes the `<p>` in scope, if there is one.
    fn close_p(&mut self, tag: &Tag) -> Result<()> {
        if self.stack.p_in_scope() {
            self.stack.close_implied(Some(elements::P));
            self.close_current(elements::P, "unexpected-end-tag", tag)?;
        }
        Ok(())
    }

    /// Closes the current element, which has to be of this name.
    pub fn close_current(&mut self, name: Name, code: &'static str, tag: &Tag) -> Result<Step> {
        if self.stack.current().name != name {
            return self.crosswise(code, tag);
        }
        self.stack.pop();
        Ok(Step::Done)
    }

    /// A tag ends an element while another is open in it: that one is to be looked at.
    pub fn crosswise<T>(&self, code: &'static str, tag: &Tag) -> Result<T> {
        let current = self.stack.current();
        Err(ParseError::new(code, current.at..current.end, tag.end))
    }

    pub fn body_end(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name.end() {
            End::Format => match self.stack.active(tag.name) {
                Some(place) if self.stack.in_scope(tag.name) => {
                    if place + 1 != self.stack.depth() {
                        return self.crosswise("adoption-agency-1.3", tag);
                    }
                    self.stack.pop();
                    Ok(Step::Done)
                }
                _ => self.other_end(tag),
            },
            End::P if !self.stack.p_in_scope() => self.fault("unexpected-end-tag", tag),
            End::P => {
                self.stack.close_implied(Some(tag.name));
                self.close_current(tag.name, "unexpected-end-tag", tag)
            }
            End::Block => {
                if !self.stack.in_scope(tag.name) {
                    return self.fault("end-tag-too-early", tag);
                }
                self.stack.close_implied(None);
                self.close_current(tag.name, "end-tag-too-early", tag)
            }
            End::Item => self.close_item(tag.name, tag),
            End::Heading => {
                if !self.stack.kind_in_scope(|open| open.namespace == Namespace::Html && open.name.is_heading()) {
                    return self.fault("end-tag-too-early", tag);
                }
                self.stack.close_implied(None);
                self.close_current(tag.name, "end-tag-too-early", tag)
            }
            End::Form => {
                let Some(place) = self.form.take().filter(|place| self.stack.place_in_scope(*place)) else {
                    return self.fault("unexpected-end-tag", tag);
                };
                self.stack.close_implied(None);
                if place + 1 != self.stack.depth() {
                    return self.crosswise("end-tag-too-early-ignored", tag);
                }
                self.stack.pop();
                Ok(Step::Done)
            }
            End::Br => self.fault("unexpected-end-tag-treated-as", tag),
            End::Body => self.fault("XXX-undefined-error", tag),
            // It is passed over.
            End::Html => Ok(Step::Done),
            End::Other => self.other_end(tag),
        }
    }

    fn other_end(&mut self, tag: &Tag) -> Result<Step> {
        let is_wanted = |open: &super::tree::Open| {
            open.name == tag.name
                && (tag.name != Name::UNKNOWN || self.tokens.same_text(open.name_at..open.name_end, tag))
                // Its name has a capital.
                && (open.namespace != Namespace::Svg || open.name != elements::FOREIGN_OBJECT)
        };
        let found = self.stack.inside_out().find(|open| is_wanted(open) || open.is_special());
        if !found.is_some_and(is_wanted) {
            return self.fault("unexpected-end-tag", tag);
        }
        self.stack.close_implied(Some(tag.name));
        if !is_wanted(self.stack.current()) {
            return self.crosswise("unexpected-end-tag", tag);
        }
        self.stack.pop();
        Ok(Step::Done)
    }
}
