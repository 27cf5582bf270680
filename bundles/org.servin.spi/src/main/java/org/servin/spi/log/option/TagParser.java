package org.servin.spi.log.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.servin.spi.log.option.TagLexer.Kind;
import org.servin.spi.log.option.TagLexer.Word;

/** Reads a tag as Go's {@code text/template} does, without named templates and {@code break}. */
final class TagParser {
    /** Words that are no functions. */
    static final Set<String> KEYWORDS = Set.of("if", "else", "end", "with", "range", "nil", "define", "template", "block", "break", "continue");

    private final String template;
    private final List<Word> words;
    private final List<String> variables = new ArrayList<>(List.of("$"));
    private int next;

    private TagParser(String template) {
        this.template = template;
        this.words = TagLexer.words(template);
    }

    /** The parts of a tag. */
    static List<TagNode> parse(String template) {
        TagParser parser = new TagParser(template);
        List<TagNode> nodes = new ArrayList<>();
        String end = parser.list(nodes);
        if (!end.isEmpty()) {
            throw parser.error("unexpected {{" + end + "}}");
        }
        return nodes;
    }

    private TagError error(String message) {
        return TagError.ofText(template, words.get(Math.max(0, next - 1)).at(), message);
    }

    private Word take() {
        Word word = words.get(next);
        next = Math.min(next + 1, words.size() - 1);
        return word;
    }

    private Word takeNoBlank() {
        Word word = take();
        return word.kind() == Kind.BLANK ? takeNoBlank() : word;
    }

    private Word peekNoBlank() {
        while (words.get(next).kind() == Kind.BLANK) {
            next++;
        }
        return words.get(next);
    }

    private TagError unexpected(Word word, String context) {
        return error(word.kind() == Kind.ERROR ? word.text() : "unexpected " + word.shown() + " in " + context);
    }

    /** Reads to the end or to an {@code end} or {@code else}, which it returns. */
    private String list(List<TagNode> nodes) {
        while (true) {
            Word word = take();
            switch (word.kind()) {
                case END:
                    return "";
                case TEXT:
                    nodes.add(new TagNode.Text(word.at(), word.text()));
                    break;
                case OPEN:
                    Word first = peekNoBlank();
                    if (first.is("end") || first.is("else")) {
                        take();
                        if (first.is("end")) {
                            close("end");
                        }
                        return first.text();
                    }
                    nodes.add(action(first));
                    break;
                default:
                    throw unexpected(word, "input");
            }
        }
    }

    private void close(String context) {
        Word word = takeNoBlank();
        if (word.kind() != Kind.CLOSE) {
            throw unexpected(word, context);
        }
    }

    private TagNode action(Word first) {
        if (first.is("if") || first.is("with") || first.is("range")) {
            take();
            return branch(first.at(), first.text());
        }
        if (first.kind() == Kind.NAME && KEYWORDS.contains(first.text()) && !first.is("nil")) {
            throw error("{{" + first.text() + "}} cannot be used in a tag");
        }
        return pipeline("command", Kind.CLOSE);
    }

    private TagNode branch(int at, String kind) {
        int before = variables.size();
        TagNode.Pipeline pipeline = pipeline(kind, Kind.CLOSE);
        List<TagNode> then = new ArrayList<>();
        List<TagNode> otherwise = new ArrayList<>();
        String end = list(then);
        if (end.equals("else")) {
            Word word = peekNoBlank();
            if (kind.equals("if") && word.is("if")) {
                take();
                otherwise.add(branch(word.at(), "if"));
                end = "end"; // the same one ends both
            } else {
                close("else");
                end = list(otherwise);
            }
        }
        if (end.isEmpty()) {
            throw error("unexpected EOF");
        }
        if (!end.equals("end")) {
            throw error("expected end; found {{" + end + "}}");
        }
        variables.subList(before, variables.size()).clear();
        return new TagNode.Branch(at, kind, pipeline, then, otherwise);
    }

    private TagNode.Pipeline pipeline(String context, Kind end) {
        int at = peekNoBlank().at();
        List<String> declared = new ArrayList<>();
        boolean declares = declarations(context, declared);
        List<TagNode.Command> commands = new ArrayList<>();
        for (Word word = peekNoBlank(); word.kind() != end; word = peekNoBlank()) {
            switch (word.kind()) {
                case NAME, FIELD, DOT, VARIABLE, NUMBER, CHARACTER, STRING, LEFT_PAREN -> commands.add(command());
                default -> {
                    take();
                    throw unexpected(word, context);
                }
            }
        }
        take();
        if (commands.isEmpty()) {
            throw error("missing value for " + context);
        }
        for (int i = 1; i < commands.size(); i++) {
            TagNode first = commands.get(i).words().get(0);
            if (first instanceof TagNode.Literal || first instanceof TagNode.Dot || first instanceof TagNode.Nil) {
                throw error("non executable command in pipeline stage " + (i + 1));
            }
        }
        return new TagNode.Pipeline(at, declared, declares, commands);
    }

    /** {@code $x :=}, {@code $x =}, and with range {@code $i, $x :=}. */
    private boolean declarations(String context, List<String> declared) {
        int begin = next;
        while (peekNoBlank().kind() == Kind.VARIABLE) {
            String name = take().text();
            Word sign = takeNoBlank();
            declared.add(name);
            if (sign.kind() == Kind.DECLARE || sign.kind() == Kind.ASSIGN) {
                if (sign.kind() == Kind.ASSIGN) {
                    declared.forEach(this::checkVariable);
                } else {
                    variables.addAll(declared);
                }
                return sign.kind() == Kind.DECLARE;
            }
            if (sign.kind() != Kind.COMMA || !context.equals("range") || declared.size() > 1) {
                break;
            }
        }
        declared.clear();
        next = begin;
        return false;
    }

    private void checkVariable(String name) {
        if (!variables.contains(name)) {
            throw error("undefined variable " + TagText.quoted(name));
        }
    }

    private TagNode.Command command() {
        int at = peekNoBlank().at();
        List<TagNode> operands = new ArrayList<>();
        while (true) {
            peekNoBlank();
            TagNode operand = operand();
            if (operand != null) {
                operands.add(operand);
            }
            Word word = take();
            switch (word.kind()) {
                case BLANK:
                    continue;
                case CLOSE, RIGHT_PAREN:
                    next--;
                    break;
                case PIPE:
                    break;
                default:
                    throw unexpected(word, "operand");
            }
            if (operands.isEmpty()) {
                throw error("empty command");
            }
            return new TagNode.Command(at, operands);
        }
    }

    private TagNode operand() {
        TagNode term = term();
        if (term == null || words.get(next).kind() != Kind.FIELD) {
            return term;
        }
        if (term instanceof TagNode.Literal || term instanceof TagNode.Nil || term instanceof TagNode.Dot) {
            throw error("unexpected . after term " + TagText.quoted(term.text()));
        }
        int at = words.get(next).at();
        List<String> names = new ArrayList<>();
        TagNode of = term;
        String text = term instanceof TagNode.Pipeline ? "(" + term.text() + ")" : term.text();
        if (term instanceof TagNode.Fields fields) {
            names.addAll(fields.names());
            of = fields.of();
        }
        while (words.get(next).kind() == Kind.FIELD) {
            String field = take().text();
            names.add(field.substring(1));
            text += field;
        }
        return new TagNode.Fields(at, text, of, names);
    }

    private TagNode term() {
        Word word = words.get(next);
        switch (word.kind()) {
            case NAME:
                take();
                return name(word);
            case DOT:
                take();
                return new TagNode.Dot(word.at());
            case FIELD:
                take();
                return new TagNode.Fields(word.at(), word.text(), null, List.of(word.text().substring(1)));
            case VARIABLE:
                take();
                checkVariable(word.text());
                return new TagNode.Variable(word.at(), word.text());
            case NUMBER, CHARACTER, STRING:
                take();
                return literal(word);
            case LEFT_PAREN:
                take();
                return pipeline("parenthesized pipeline", Kind.RIGHT_PAREN);
            default:
                return null;
        }
    }

    private TagNode name(Word word) {
        switch (word.text()) {
            case "true", "false":
                return new TagNode.Literal(word.at(), word.text(), Boolean.valueOf(word.text()));
            case "nil":
                return new TagNode.Nil(word.at());
            default:
                if (KEYWORDS.contains(word.text())) {
                    throw unexpected(word, "operand");
                }
                if (!TagFunctions.has(word.text())) {
                    throw error("function " + TagText.quoted(word.text()) + " not defined");
                }
                return new TagNode.Function(word.at(), word.text());
        }
    }

    private TagNode literal(Word word) {
        try {
            Object value = switch (word.kind()) {
                case STRING -> TagText.unquoted(word.text());
                case CHARACTER -> (long) TagText.unquoted('"' + word.text().substring(1, word.text().length() - 1) + '"').codePointAt(0);
                default -> word.text().matches("[+-]?\\d+\\.\\d*|[+-]?\\d*\\.\\d+|[+-]?\\d+(\\.\\d*)?[eE][+-]?\\d+") ? Double.valueOf(word.text()) : (Object) Long.decode(word.text());
            };
            return new TagNode.Literal(word.at(), word.text(), value);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw error(word.kind() == Kind.NUMBER ? "bad number syntax: " + TagText.quoted(word.text()) : "invalid syntax");
        }
    }
}
