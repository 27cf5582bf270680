package org.servin.spi.log.option;

import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogTarget;

/** The {@code tag} option: text with fields of the container, such as {@code {{.Name}}/{{.ID}}}. */
public final class TagTemplate {
    private static final int SHORT_ID = 12;
    private static final Pattern ACTION = Pattern.compile("\\{\\{\\s*(.*?)\\s*\\}\\}");
    private static final Map<String, Function<LogTarget, String>> FIELDS = Map.of(
            ".ID", target -> shortened(target.containerId()),
            ".FullID", LogTarget::containerId,
            ".Name", LogTarget::containerName,
            ".ImageID", target -> shortened(hex(target.imageId())),
            ".ImageFullID", LogTarget::imageId,
            ".ImageName", LogTarget::imageName,
            ".Command", target -> String.join(" ", target.command()),
            ".DaemonName", target -> "docker");

    private TagTemplate() { }

    /** INVALID_ARGUMENT if it names what there is not. */
    public static void check(String template) {
        Matcher action = ACTION.matcher(template);
        while (action.find()) {
            if (!FIELDS.containsKey(action.group(1))) {
                throw ServinException.invalid(LogOptions.FAILED + "template: log-tag:1:" + (action.start() + 2)
                        + ": executing \"log-tag\" at <" + action.group(1) + ">: can't evaluate field " + action.group(1).replaceFirst("^\\.", "") + " in type *logger.Info");
            }
        }
        if (ACTION.matcher(template).replaceAll("").contains("{{")) {
            throw ServinException.invalid(LogOptions.FAILED + "template: log-tag:1: unclosed action");
        }
    }

    /** The tag of a container. */
    public static String fill(String template, LogTarget target) {
        return ACTION.matcher(template).replaceAll(action -> Matcher.quoteReplacement(FIELDS.get(action.group(1)).apply(target)));
    }

    private static String hex(String imageId) {
        return imageId.substring(imageId.indexOf(':') + 1);
    }

    private static String shortened(String id) {
        return id.substring(0, Math.min(SHORT_ID, id.length()));
    }
}
