package org.servin.spi.log.option;

/** What is wrong with a tag, in the words of Go's {@code text/template}. Becomes INVALID_ARGUMENT where it leaves the package. */
final class TagError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TagError(String message) {
        super(message, null, false, false);
    }

    /** About the text, which cannot be read. */
    static TagError ofText(String template, int at, String message) {
        return new TagError("template: log-tag:" + line(template, at) + ": " + message);
    }

    /** About a part that was read, and cannot be carried out. */
    static TagError of(String template, TagNode node, String message) {
        int column = node.at() - (template.lastIndexOf('\n', node.at() - 1) + 1);
        return new TagError("template: log-tag:" + line(template, node.at()) + ":" + column + ": executing \"log-tag\" at <" + node.text() + ">: " + message);
    }

    private static int line(String template, int at) {
        return 1 + (int) template.substring(0, Math.min(at, template.length())).chars().filter(c -> c == '\n').count();
    }
}
