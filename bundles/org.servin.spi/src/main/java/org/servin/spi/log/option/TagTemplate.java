package org.servin.spi.log.option;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogTarget;

/**
 * The {@code tag} option: a template of Go's {@code text/template} over what dockerd tells its log drivers of a container, such as {@code {{.Name}}/{{.ID}}} or
 * {@code {{with index .ContainerLabels "app"}}{{.}}{{else}}{{.Name | upper}}{{end}}}. There are pipelines, variables, {@code if}, {@code with}, {@code range}, Go's own functions
 * but {@code js} and {@code call}, and dockerd's: json, split, join, title, lower, upper, pad, truncate. There are no named templates.
 */
public final class TagTemplate {
    private static final LogTarget SAMPLE = new LogTarget("0".repeat(64), "name", "sha256:" + "0".repeat(64), "image", List.of("command"), List.of(), Map.of(), 0, Map.of(), Path.of("/"));
    private static final String DEPENDS = ": error calling ";

    private TagTemplate() { }

    /** INVALID_ARGUMENT, in Go's words, if it is none, or names what there is not. What depends on the container, such as how many arguments it has, is not looked at. */
    public static void check(String template) {
        try {
            run(template, SAMPLE);
        } catch (TagError e) {
            if (!e.getMessage().contains(DEPENDS)) {
                throw refused(e);
            }
        }
    }

    /** The tag of a container; INVALID_ARGUMENT if it cannot be made for this one. */
    public static String fill(String template, LogTarget target) {
        try {
            return run(template, target);
        } catch (TagError e) {
            throw refused(e);
        }
    }

    private static String run(String template, LogTarget target) {
        return template.contains("{{") ? new TagRun(template, new TagInfo(target)).run(TagParser.parse(template)) : template;
    }

    private static ServinException refused(TagError e) {
        return LogOptions.failed(e.getMessage());
    }
}
