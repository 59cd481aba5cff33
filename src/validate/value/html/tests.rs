//! What is a fault and what is not, as html5lib 1.1 has it: short texts with the code of their first fault, and texts
//! without one with their elements.

use super::*;

/// Texts by the code of their first fault.
#[rustfmt::skip]
const FAULTS: &[(&str, &[&str])] = &[
    ("expected-named-entity", &[
        "&x", "&x;", "AT&T", "a &b; c", "&1", "&;", "&é", "<a href=\"?a=1&b=2\">x</a>", "<a href='&=x'>x</a>",
        "<a href=x&y>x</a>",
    ]),
    ("named-entity-without-semicolon", &[
        "&amper;", "&amp", "&copy x", "&notit;", "<a href=\"?a=1&copy=2\">x</a>", "&nbsp x", "&AMP",
        "<title>&lt</title>",
    ]),
    ("expected-numeric-entity", &["&#", "&#x", "&#;", "&#xg;", "&# 1;", "<p title=\"&#\">x"]),
    ("numeric-entity-without-semicolon", &["&#65", "&#x41 x", "<p title=\"&#65\">x"]),
    ("illegal-codepoint-for-numeric-entity", &[
        "&#0;", "&#128;", "&#x80;", "&#13;", "&#xD800;", "&#1114112;", "&#xFFFE;", "&#11;", "&#99999999999999999999;",
        "&#127;", "&#146;", "&#x92", "&#1",
    ]),
    ("invalid-codepoint", &[
        "\u{1}", "a\u{80}", "\u{7f}", "\u{fdd0}", "<p>\u{fffe}", "</p>\u{b}", "\u{0}", "<p \u{0}>", "<p\u{0}>",
        "<p a=\"\u{0}\">", "<!--\u{0}-->", "<script>\u{0}</script>", "<svg><![CDATA[\u{0}]]></svg>",
    ]),
    ("expected-tag-name", &["<", "a < b", "<1>", "<é>", "< p>", "<p><"]),
    ("expected-tag-name-but-got-right-bracket", &["<>"]),
    ("expected-tag-name-but-got-question-mark", &["<?xml?>", "<?import x>"]),
    ("expected-closing-tag-but-got-right-bracket", &["</>"]),
    ("expected-closing-tag-but-got-eof", &[
        "</", "<p></", "<b>x", "<div>", "<p><b>x", "<span>x<p>", "<ul><li><b>x", "<textarea>x", "<plaintext>x",
        "<svg>", "<math><mi>x", "<svg><desc><p>x",
    ]),
    ("expected-closing-tag-but-got-char", &["</ p>", "</1>", "</é>"]),
    ("eof-in-tag-name", &["<p", "<p><b", "</p"]),
    ("expected-attribute-name-but-got-eof", &["<p ", "<p a=\"b\" "]),
    ("eof-in-attribute-name", &["<p a"]),
    ("expected-end-of-tag-but-got-eof", &["<p a "]),
    ("expected-attribute-value-but-got-eof", &["<p a=", "<p a= "]),
    ("eof-in-attribute-value-no-quotes", &["<p a=b"]),
    ("eof-in-attribute-value-double-quote", &["<p a=\"b"]),
    ("eof-in-attribute-value-single-quote", &["<p a='b", "<p><a href='x>y</a>"]),
    ("unexpected-EOF-after-attribute-value", &["<p a=\"b\""]),
    ("unexpected-EOF-after-solidus-in-tag", &["<p/", "<br /"]),
    ("duplicate-attribute", &["<p a b A>x", "<p a=1 a=2>", "</p a a>"]),
    ("invalid-character-in-attribute-name", &["<p \"a\">", "<p a'>", "<p =>", "<p a<b>", "<p a=\"b\" =c>"]),
    ("invalid-character-after-attribute-name", &["<p a \"b\">", "<p a ' >"]),
    ("expected-attribute-value-but-got-right-bracket", &["<p a=>", "<p a= >"]),
    ("equals-in-unquoted-attribute-value", &["<p a==b>", "<p a=<b>", "<p a=`>"]),
    ("unexpected-character-in-unquoted-attribute-value", &[
        "<p a=b=c>", "<p a=b\"c>", "<p a=b'>", "<p a=b<c>", "<a href=x?y=z>x</a>",
    ]),
    ("unexpected-character-after-attribute-value", &["<p a=\"b\"c>", "<p a='b''c'>", "<p a=\"\"\">"]),
    ("unexpected-character-after-solidus-in-tag", &["<p / a>", "<br/a>", "<p a=\"b\"/c>"]),
    ("attributes-in-end-tag", &["</p a>", "</p a=\"b\">", "<p>x</p a>"]),
    ("self-closing-flag-on-end-tag", &["<p>x</p/>", "</br/>"]),
    ("non-void-element-with-trailing-solidus", &[
        "<p/>x", "<b/>", "<div/></div>", "<script/>", "<a href=\"x\"/>", "<span class=\"a\" />",
    ]),
    ("expected-dashes-or-doctype", &["<!>", "<!x>", "<!-x>", "<!ELEMENT>", "<![CDATA[x]]>", "<![if x]>", "<!"]),
    ("incorrect-comment", &["<!-->", "<!--->"]),
    ("eof-in-comment", &["<!--", "<!-- x", "<!---"]),
    ("eof-in-comment-end-dash", &["<!-- x-"]),
    ("eof-in-comment-double-dash", &["<!-- x --"]),
    ("unexpected-char-in-comment", &["<!-- x -- y -->"]),
    ("unexpected-bang-after-double-dash-in-comment", &["<!-- x --!>"]),
    ("unexpected-dash-after-double-dash-in-comment", &["<!-- x --->", "<!-- --- -->"]),
    ("unexpected-doctype", &[
        "<!DOCTYPE html>", "<!doctype html SYSTEM \"x\">", "<!DOCTYPE html PUBLIC \"x\" \"y\">", "x<!DOCTYPE x>",
    ]),
    ("need-space-after-doctype", &["<!DOCTYPE>", "<!DOCTYPEhtml>"]),
    ("expected-doctype-name-but-got-eof", &["<!DOCTYPE", "<!DOCTYPE "]),
    ("eof-in-doctype-name", &["<!DOCTYPE html", "<!DOCTYPE h"]),
    ("eof-in-doctype", &["<!DOCTYPE html ", "<!DOCTYPE html PUBLIC", "<!DOCTYPE html SYSTEM \"x"]),
    ("expected-space-or-right-bracket-in-doctype", &["<!DOCTYPE html x>", "<!DOCTYPE html publi>"]),
    ("unexpected-end-of-doctype", &["<!DOCTYPE html PUBLIC>", "<!DOCTYPE html PUBLIC \"x>"]),
    ("unexpected-char-in-doctype", &[
        "<!DOCTYPE html PUBLIC\"x\">", "<!DOCTYPE html SYSTEM x>", "<!DOCTYPE html SYSTEM \"x\" y>",
        "<!DOCTYPE html PUBLIC \"x\"\"y\">",
    ]),
    ("non-html-root", &["<html>x", "<table><html>", "<select><html>", "<svg><desc><html>"]),
    ("unexpected-start-tag", &["<body>", "<frameset>", "<h1><h2>x</h2></h1>", "<form><form>"]),
    ("unexpected-start-tag-ignored", &[
        "<td>x", "<tr>", "<tbody>", "<caption>", "<col>", "<colgroup>", "<head>", "<frame>", "<thead>",
    ]),
    ("unexpected-start-tag-treated-as", &["<image src=x>"]),
    ("deprecated-tag", &["<isindex>"]),
    ("unexpected-start-tag-implies-end-tag", &[
        "<a>x<a>y</a></a>", "<a><b><a>", "<nobr><nobr>", "<button><button>", "<table><table>",
    ]),
    ("expected-named-closing-tag-but-got-eof", &[
        "<title>x", "<script>x", "<style>", "<script><!-- <b> ", "<iframe></ifram", "<script><!-- <script> </script>",
    ]),
    ("eof-in-script-in-script", &["<script><!-- <script> ", "<script><!-- <SCRIPT/x"]),
    ("eof-in-table", &["<table>", "<table><tr><td>x</td>", "<table><colgroup>", "<table><tbody>", "<table>x"]),
    ("eof-in-select", &["<select>", "<select><option>x", "<table><tr><td><select>"]),
    ("unexpected-end-tag", &[
        "</p>", "</b>", "x</span>", "<p></b></p>", "<b></i></b>", "</custom>", "<p><b>x</p></b>", "<div></p></div>",
        "<table></tr></table>", "<table><caption></td>", "<table><tr><td></caption></table>", "<span><p></span>",
        "<dl></dd></dl>", "</form>", "<svg></g></svg>", "<svg><g></svg>", "<svg><desc><p></desc></svg>",
        "<table><tr><td></th></table>", "<a><div></span></div></a>", "<p><b><p>", "<p><i>x<ul></ul></p>",
        "<svg><foreignobject><option></foreignobject></svg>", "<math><mi></math>",
    ]),
    ("end-tag-too-early", &[
        "</div></div>", "<object><form></object>", "<div><b></div>", "</div>", "<ul></ol></ul>", "<h1></h2>", "</h3>",
        "<blockquote><p><i></blockquote>", "<ul><li><b><li></ul>", "<li><b></li>", "<object><b></object>",
        "</object>", "<section></div></section>", "<button></div></button>",
    ]),
    ("adoption-agency-1.3", &[
        "<b><i></b></i>", "<a><b></a></b>", "<b><p></b></p>", "<i>x<b>y</i>",
        "<b id=1><b><b><b><b>x</b></b></b></b></b>", "<em><strong>x</em></strong>",
    ]),
    ("end-tag-too-early-ignored", &["<form><b></form></b>", "<form><div></form></div>"]),
    ("unexpected-end-tag-treated-as", &["</br>", "<p></br></p>"]),
    ("XXX-undefined-error", &[
        "<ruby><b><rt>x", "</body>", "<p></body>", "<table><caption><td>", "<table><caption></table>",
        "<table><tr></thead></table>", "<table><tr><td></tfoot></table>",
    ]),
    ("no-end-tag", &["<table><col></col></table>", "<table><colgroup></col>"]),
    ("unexpected-hidden-input-in-table", &[
        "<table><input type=\"hidden\"></table>", "<table><input TYPE=HIDDEN></table>",
    ]),
    ("unexpected-form-in-table", &["<table><form></form></table>", "<table><tr><form>"]),
    ("unexpected-start-tag-implies-table-voodoo", &[
        "<table><p>", "<table><b>x</b></table>", "<table><input></table>", "<table><tr><p>", "<table><tbody><select>",
        "<table><x-y>",
    ]),
    ("unexpected-end-tag-implies-table-voodoo", &[
        "<table></p></table>", "<table><tr></b></table>", "<table><tbody></x-y>",
    ]),
    ("unexpected-cell-in-table-body", &[
        "<table><td>", "<table><tbody><td>", "<table><thead><th>", "<table><td>x</td></table>",
    ]),
    ("unexpected-end-tag-in-table-body", &[
        "<table><tbody></td></table>", "<table><thead></tbody></table>", "<table><tbody></tr></table>",
    ]),
    ("unexpected-end-tag-in-table-row", &["<table><tr></td></table>", "<table><tr></html></table>"]),
    ("unexpected-cell-end-tag", &[
        "<table><tr><td><b></td></table>", "<table><tr><th><i><td></table>", "<table><tr><td><span></table>",
    ]),
    ("expected-one-end-tag-but-got-another", &["<table><caption><b></caption></table>"]),
    ("unexpected-select-in-select", &["<select><select>"]),
    ("unexpected-input-in-select", &["<select><input>", "<select><textarea>", "<select><keygen>"]),
    ("unexpected-start-tag-in-select", &["<select><b>", "<select><p>", "<select><table>", "<select><option><b>"]),
    ("unexpected-end-tag-in-select", &[
        "<select></b></select>", "<select></option></select>", "<select></optgroup></select>",
        "<select></p></select>",
    ]),
    ("unexpected-table-element-start-tag-in-select-in-table", &[
        "<table><tr><td><select><tr>", "<table><caption><select><td>",
    ]),
    ("unexpected-table-element-end-tag-in-select-in-table", &[
        "<table><tr><td><select></table>", "<table><tr><td><select></td>",
    ]),
    ("unexpected-html-element-in-foreign-content", &[
        "<svg><p>", "<svg><b>", "<math><table>", "<svg><font color=x>", "<svg><g><img>", "<math><mrow><ul>",
    ]),
];

/// Texts without a fault, and their elements.
#[rustfmt::skip]
const CLEAN: &[(&str, &str)] = &[
    ("<p>x</p>", "p"),
    ("<p>a<p>b", "p p"),
    ("<p>a<div>b</div>c", "p div"),
    ("<P CLASS=x>a</P>", "p[class=x]"),
    ("<br><br/><br />", "br br br"),
    ("<img src=a alt='b' title=\"c\">", "img[src=a alt=b title=c]"),
    ("<ul><li>a<li>b</ul>", "ul li li"),
    ("<ol><li>a</li><li><p>b</ol>", "ol li li p"),
    ("<dl><dt>a<dd>b<dt>c</dl>", "dl dt dd dt"),
    ("<ul><li><ul><li>x</ul></ul>", "ul li ul li"),
    ("<b><i>x</i></b>", "b i"),
    ("<a href=x>y</a><a href=z>y</a>", "a[href=x] a[href=z]"),
    ("<b><b><b><b>x</b></b></b></b>", "b b b b"),
    ("<b><p>x</p></b>", "b p"),
    ("<h1>a</h1><h2>b</h2>", "h1 h2"),
    ("<hr><p><hr>", "hr p hr"),
    ("<table><tr><td>x</table>", "table tbody tr td"),
    ("<table><tbody><tr><td>a<td>b<tr><th>c</table>", "table tbody tr td td tr th"),
    ("<table><caption>x</caption><colgroup><col><col></colgroup><thead><tr><th>a</thead><tbody></table>",
     "table caption colgroup col col thead tr th tbody"),
    ("<table><col><tr><td>x</td></tr></table>", "table colgroup col tbody tr td"),
    ("<table>text<tr><td>x</table>", "table tbody tr td"),
    ("<table> <!-- x --> <tr> <td> <table><tr><td>x</table> </table>", "table tbody tr td table tbody tr td"),
    ("<table><tr><td><b>x</b><td><a>y</a></table>", "table tbody tr td b td a"),
    ("<a><table><tr><td><a>x</a></table></a>", "a table tbody tr td a"),
    ("<table><colgroup> &#32;<col></table>", "table colgroup col"),
    ("<table><colgroup>&nbsp;<tr></table>", "table colgroup tbody tr"),
    ("<table><style>x</style><script></script></table>", "table style script"),
    ("<table><tr><td><select><option>a<option>b</select></table>", "table tbody tr td select option option"),
    ("<select><option>a<optgroup><option>b</optgroup></select>", "select option optgroup option"),
    ("<select><script>x</script></select>", "select script"),
    ("<form><p>x</form>", "form p"),
    ("<button><p>x</button>", "button p"),
    ("<p><button><p>x</p></button></p>", "p button p"),
    ("<object><p>x</object>", "object p"),
    ("<p><object><p>x</object>", "p object p"),
    ("<applet><b>x</b></applet><marquee>y</marquee>", "applet b marquee"),
    ("<ruby>a<rp>(<rt>b<rp>)</ruby>", "ruby rp rt rp"),
    ("<option>a<option>b</option>", "option option"),
    ("<span><option>a</span>", "span option"),
    ("<title>a &amp; <b></title>", "title"),
    ("<style><p></style>", "style"),
    ("<script><!-- <script> </script> --></script>", "script"),
    ("<script><!-- </script>", "script"),
    ("<script><!--><script></script>", "script"),
    ("<script><p></script >", "script"),
    ("<textarea></texta</textarea>", "textarea"),
    ("<iframe><p></iframe><noembed>&x</noembed><noframes></noframes><xmp></xmp>", "iframe noembed noframes xmp"),
    ("<video><source src=x><track></video>", "video source[src=x] track"),
    ("<meta charset=x><link><base>", "meta[charset=x] link base"),
    ("<custom-x>y</CUSTOM-X>", "custom-x"),
    ("<a}b>x</a}b>", "a}b"),
    ("<märz>x</märz>", "märz"),
    ("<!-- x --><!----><!-- - -->", ""),
    ("x & y && z &<b></b>", "b"),
    ("&amp;&lt;&nbsp;&notin;&#65;&#x1F600;", ""),
    ("<p title=\"a & b &amp;\" lang='&'>", "p[title=a & b & lang=&]"),
    ("<p title=a&>x", "p[title=a&]"),
    ("<p a=b/c>x", "p[a=b/c]"),
    ("<p a = b c>x", "p[a=b c=]"),
    ("<svg><g><path/></g></svg>", "svg:svg svg:g svg:path"),
    ("<svg viewbox=\"0 0 1 1\" xlink:href=x xml:lang=y xmlns=z><linearGradient/></svg>",
     "svg:svg[viewBox=0 0 1 1 {http://www.w3.org/1999/xlink}href=x {http://www.w3.org/XML/1998/namespace}lang=y {http://www.w3.org/2000/xmlns/}xmlns=z] svg:linearGradient"),
    ("<svg><title><p>x</p></title><desc><b>x</b></desc></svg>", "svg:svg svg:title p svg:desc b"),
    ("<svg><foreignObject><p>x</p></foreignObject></svg>", "svg:svg svg:foreignObject p"),
    ("<svg><desc><option>x</desc></svg>", "svg:svg svg:desc option"),
    ("<svg><font>x</font><script>&amp;</script></svg>", "svg:svg svg:font svg:script"),
    ("<svg><![CDATA[a<b>]]c]]></svg>", "svg:svg"),
    ("<svg/><math/>", "svg:svg math:math"),
    ("<math><mi>x</mi><mo><b>y</b></mo></math>", "math:math math:mi math:mo b"),
    ("<math><mi><mglyph/></mi></math>", "math:math math:mi math:mglyph"),
    ("<math definitionurl=x><annotation-xml><svg><g/></svg></annotation-xml></math>",
     "math:math[definitionURL=x] math:annotation-xml svg:svg svg:g"),
    ("<math><annotation-xml encoding=\"Text/HTML\"><p>x</p></annotation-xml></math>",
     "math:math math:annotation-xml[encoding=Text/HTML] p"),
    ("<math><mtext><p>x</p></mtext></math>", "math:math math:mtext p"),
    ("</html>", ""),
    ("<p>x</html>y", "p"),
    ("<svg><text>x</text></svg>", "svg:svg svg:text"),
    ("<dialog><p>x</dialog>", "dialog p"),
    ("<main><summary>x</summary></main>", "main summary"),
    ("<input type=hidden><input/>", "input[type=hidden] input"),
    ("<listing>\n\nx</listing>", "listing"),
];

#[test]
fn faults_have_their_codes() {
    for (code, values) in FAULTS {
        for value in *values {
            let fault = parse(value).expect_err(value);
            assert_eq!(fault.code, *code, "{value:?}");
            assert!(value.get(fault.at.clone()).is_some_and(|at| !at.is_empty()), "{value:?} {fault:?}");
            assert!(fault.position <= value.len(), "{value:?} {fault:?}");
        }
    }
}

fn written(elements: &[Element]) -> String {
    let mut words = Vec::new();
    for element in elements {
        let prefix = match element.namespace {
            Namespace::Html => "",
            Namespace::Svg => "svg:",
            Namespace::MathMl => "math:",
        };
        let attributes: Vec<_> = element.attributes.iter().map(|a| format!("{}={}", a.name, a.value)).collect();
        let attributes = if attributes.is_empty() { String::new() } else { format!("[{}]", attributes.join(" ")) };
        words.push(format!("{prefix}{}{attributes}", element.name));
    }
    words.join(" ")
}

#[test]
fn elements_come_in_order() {
    for (value, expected) in CLEAN {
        match parse(value) {
            Ok(elements) => assert_eq!(written(&elements), *expected, "{value:?}"),
            Err(fault) => panic!("{value:?} {fault:?}"),
        }
    }
}

#[test]
fn places_are_those_of_tags_and_attributes() {
    let value = "é<p CLASS='a&amp;b' id=x>";
    let elements = parse(value).unwrap();
    assert_eq!(&value[elements[0].at.clone()], "<p CLASS='a&amp;b' id=x>");
    let attributes: Vec<&str> = elements[0].attributes.iter().map(|a| &value[a.at.clone()]).collect();
    assert_eq!(attributes, ["CLASS='a&amp;b'", "id=x"]);
}

#[test]
fn messages_say_what_to_mend() {
    let cases = [
        ("this & that &x", "`&x` is no character of HTML", "write `&amp;` for the `&`: `&amp;x`"),
        ("AT&T;", "`&T` is no character of HTML", "write `&amp;` for the `&`: `&amp;T`"),
        ("&copy", "`&copy` has no `;`", "write `&copy;`, or `&amp;` where an `&` itself is meant"),
        ("a < b", "`<` begins no tag", "write `&lt;` where a `<` itself is meant"),
        ("<p>x</p></p>", "`</p>` closes nothing", "delete `</p>`"),
        ("<div><b>x</div>", "`<b>` is still open where what it stands in ends", "add `</b>` before `</div>`"),
        ("<p><b>x<p>y", "`<b>` is still open where what it stands in ends", "add `</b>` before `<p>`"),
        ("<b>x", "`<b>` is never closed", "add `</b>`"),
        (
            "<a href='x>y</a>\nmore",
            "the value that begins with `'x>` has no closing quotation mark",
            "add the quotation mark at its end",
        ),
        (
            "x <p a\nmore",
            "the text ends inside the tag `<p a`",
            "complete the tag, or write `&lt;` where a `<` itself is meant",
        ),
        ("<p/>", "`<p/>` does not close itself in HTML", "write `<p></p>`"),
        ("x </", "the text ends with `</`", "write the end tag in full"),
        ("<td>x", "`<td>` may not stand here", "put it into the element that it belongs to, or leave it out"),
    ];
    for (value, message, help) in cases {
        let fault = parse(value).unwrap_err();
        assert_eq!(fault.explain(value), (message.to_owned(), help.to_owned()), "{value:?} {}", fault.code);
    }
}

#[test]
fn every_code_is_explained() {
    for (code, values) in FAULTS {
        for value in *values {
            let (message, help) = parse(value).unwrap_err().explain(value);
            assert!(
                !message.replace("```", "").contains("``") && !help.contains("``"),
                "{code} {value:?}: {message}: {help}"
            );
            assert!(!message.ends_with('.') && !help.ends_with('.'), "{code}: {message}: {help}");
        }
    }
}

fn told(value: &str) -> Vec<String> {
    let mut told = Vec::new();
    judge(value, &mut |flaw| {
        let params: Vec<_> = flaw.params.iter().map(|(_, value)| value.as_str()).collect();
        let at = flaw.at.and_then(|at| value.get(at)).unwrap_or("?");
        told.push(format!("{} {}: {at}", flaw.rule.name, params.join(" ")));
    });
    told
}

#[test]
fn what_readers_throw_out_is_told() {
    let cases: &[(&str, &[&str])] = &[
        ("", &[]),
        ("<p class=x data-y title=''>x</p>", &[]),
        ("a & b", &[]),
        ("<p onclick=x>y", &["security-risk-attr onclick: onclick=x"]),
        ("<P ONCLICK='x'>y", &["security-risk-attr onclick: ONCLICK='x'"]),
        ("<script>x</script><embed src=x>", &["security-risk script: <script>", "security-risk embed: <embed src=x>"]),
        ("<script onx=y></script>", &["security-risk script: <script onx=y>"]),
        ("<script>x</script></p>", &["not-html Invalid HTML unexpected-end-tag: </p>"]),
        (
            "<p style='position:fixed;mso-x:y'>",
            &[
                "dangerous-style-attr style position: style='position:fixed;mso-x:y'",
                "dangerous-style-attr style mso-x: style='position:fixed;mso-x:y'",
            ],
        ),
        ("<p style='color:&quot;x&#121;&quot; '>", &[]),
        ("<p style='a&amp;b'>", &["dangerous-style-attr style a&b: style='a&amp;b'"]),
        ("<bogus x=y>z</bogus>", &["not-html Non-html tag bogus: <bogus x=y>"]),
        ("<keygen>", &["not-html Non-html tag keygen: <keygen>"]),
        ("<a}p onx=y>z</a}p>", &["security-risk-attr onx: onx=y"]),
        ("<mar\u{212A}>z</mar\u{212A}>", &[]),
        (
            "<svg><a xlink:href=x>y</a><foreignObject></foreignObject></svg>",
            &[
                "not-html Non-html tag svg: <svg>",
                "security-risk-attr {http://www.w3.org/1999/xlink}href: xlink:href=x",
                "not-html Non-html tag foreignObject: <foreignObject>",
            ],
        ),
        (
            "<?import x>",
            &["security-risk ?import: <?import", "not-html Invalid HTML expected-tag-name-but-got-question-mark: <?"],
        ),
        ("<!-- <?IMPORT x -->", &["security-risk ?import: <?IMPORT"]),
    ];
    for (value, expected) in cases {
        assert_eq!(told(value), *expected, "{value:?}");
    }
}

#[test]
fn no_text_takes_long_or_ends_it() {
    let deep = |open: &str, number| format!("{0}x{1}", open.repeat(number), open.replace('<', "</").repeat(number));
    assert_eq!(parse(&deep("<div>", tree::MOST_OPEN)).map(|elements| elements.len()), Ok(tree::MOST_OPEN));
    assert_eq!(parse(&deep("<div>", 100_000)).unwrap_err().code, "nested-too-deep");
    assert!(parse(&"<b></b>".repeat(10_000)).is_ok());
    let many: String = (0..1_000).map(|number| format!(" data-{number}=''")).collect();
    assert!(parse(&format!("<p{many}>")).is_ok());
    assert_eq!(parse(&format!("<p{many} DATA-7>")).unwrap_err().code, "duplicate-attribute");
}
