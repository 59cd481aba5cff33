//! An article's body: Markdown of every kind that articles hold.

use std::fmt::Write as _;

use super::random::Random;
use super::words::*;

/// A body of some 700 words.
pub fn body(random: &mut Random) -> String {
    let mut out = String::with_capacity(6000);
    paragraph(random, &mut out);
    let blocks = random.between(7, 15);
    for _ in 0..blocks {
        match random.below(100) {
            0..10 => heading(random, &mut out),
            10..18 => list(random, &mut out),
            18..24 => quote(random, &mut out),
            24..29 => code(random, &mut out),
            29..33 => table(random, &mut out),
            33..38 => picture(random, &mut out),
            38 => raw_html(random, &mut out),
            _ => paragraph(random, &mut out),
        }
    }
    out.truncate(out.trim_ascii_end().len());
    out.push('\n');
    out
}

/// A sentence without its full stop, which begins in lower case unless it has an opening.
fn clause(random: &mut Random, out: &mut String) {
    let (adjective, noun, verb) = (random.pick(ADJECTIVES), random.pick(NOUNS), random.pick(VERBS));
    let _ = match random.below(3) {
        0 => write!(out, "the {adjective} {noun} {verb} the {}", random.pick(NOUNS)),
        1 => write!(
            out,
            "{} {verb} the {noun} {} a {adjective} {}",
            random.pick(PLURALS),
            random.pick(LINKS),
            random.pick(NOUNS)
        ),
        _ => write!(
            out,
            "{} {} {verb} {} of the {noun}",
            random.between(2, 900),
            random.pick(PLURALS),
            random.pick(PLURALS)
        ),
    };
}

fn sentence(random: &mut Random, out: &mut String) {
    if random.percent(3) {
        out.push_str(random.pick(FOREIGN));
        return;
    }
    out.push_str(random.pick(OPENINGS));
    out.push(' ');
    clause(random, out);
    for _ in 0..random.below(3) {
        out.push_str(if random.percent(50) { ", and " } else { ", while " });
        clause(random, out);
    }
    match random.below(20) {
        0 => inline(random, out),
        1 => out.push_str(" – “more or less”, they said"),
        2 => out.push_str(" & so on"),
        _ => {}
    }
    out.push('.');
}

/// A link, or words set apart.
fn inline(random: &mut Random, out: &mut String) {
    let (noun, number) = (random.pick(NOUNS), random.below(10_000));
    let _ = match random.below(6) {
        0 => write!(out, " (see [the {noun}](https://example.com/archive/{number}?page=2&sort=date))"),
        1 => write!(out, ", as [we wrote](../{number}-{}/)", noun.replace(' ', "-")),
        2 => write!(out, ", which is **not** a {noun}"),
        3 => write!(out, ", the *{noun}* of `{number}`"),
        4 => write!(out, ": ~~{number}~~ {}", number + 1),
        _ => write!(out, ", says [the {noun}](/about/#{})", noun.replace(' ', "-")),
    };
}

fn paragraph(random: &mut Random, out: &mut String) {
    for _ in 0..random.between(2, 5) {
        sentence(random, out);
        out.push(if random.percent(30) { '\n' } else { ' ' });
    }
    out.truncate(out.trim_ascii_end().len());
    out.push_str("\n\n");
}

fn heading(random: &mut Random, out: &mut String) {
    let marks = if random.percent(70) { "##" } else { "###" };
    let _ = write!(out, "{marks} The {} {}\n\n", random.pick(ADJECTIVES), random.pick(NOUNS));
    paragraph(random, out);
}

fn list(random: &mut Random, out: &mut String) {
    let ordered = random.percent(40);
    for number in 1..=random.between(3, 6) {
        let _ = if ordered { write!(out, "{number}. ") } else { write!(out, "- ") };
        clause(random, out);
        if random.percent(20) {
            inline(random, out);
        }
        out.push('\n');
    }
    out.push('\n');
}

fn quote(random: &mut Random, out: &mut String) {
    out.push_str("> ");
    sentence(random, out);
    let _ = write!(out, "\n>\n> — {} {}\n\n", random.pick(FIRST_NAMES), random.pick(LAST_NAMES));
}

fn code(random: &mut Random, out: &mut String) {
    let (language, text) = CODE[random.below(CODE.len())];
    let _ = write!(out, "```{language}\n{text}\n```\n\n");
}

fn table(random: &mut Random, out: &mut String) {
    out.push_str("| field | tonnes | remark |\n|:--|--:|---|\n");
    for _ in 0..random.between(2, 5) {
        let (noun, tonnes) = (random.pick(NOUNS), random.below(400));
        let _ = writeln!(out, "| {noun} | {tonnes} | {} |", random.pick(ADJECTIVES));
    }
    out.push('\n');
}

fn picture(random: &mut Random, out: &mut String) {
    let (adjective, noun, number) = (random.pick(ADJECTIVES), random.pick(NOUNS), random.below(1000));
    let _ = write!(out, "![A {adjective} {noun}](img/{number:03}.jpg \"Photograph {number}\")\n\n");
}

fn raw_html(random: &mut Random, out: &mut String) {
    let (noun, number) = (random.pick(NOUNS), random.below(1000));
    let _ = write!(
        out,
        "<figure>\n<img src=\"img/{number:03}.png\" alt=\"The {noun}\" width=\"640\" height=\"480\">\n\
         <figcaption>The {noun}, <em>as it was</em></figcaption>\n</figure>\n\n"
    );
}
