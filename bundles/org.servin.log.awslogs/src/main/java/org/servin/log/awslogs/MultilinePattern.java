package org.servin.log.awslogs;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.servin.spi.log.option.LogOptions;

/** What the first lines of events match: a pattern, or a date in a format of strftime's, of which dockerd knows these codes. */
final class MultilinePattern {
    private static final Pattern CODE = Pattern.compile("%.");
    private static final Map<String, String> DATES = Map.ofEntries(
            Map.entry("%a", "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"),
            Map.entry("%A", "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"),
            Map.entry("%w", "[0-6]"),
            Map.entry("%d", "(?:0[1-9]|[1,2][0-9]|3[0,1])"),
            Map.entry("%b", "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"),
            Map.entry("%B", "(?:January|February|March|April|May|June|July|August|September|October|November|December)"),
            Map.entry("%m", "(?:0[1-9]|1[0-2])"),
            Map.entry("%Y", "\\d{4}"),
            Map.entry("%y", "\\d{2}"),
            Map.entry("%H", "(?:[0,1][0-9]|2[0-3])"),
            Map.entry("%I", "(?:0[0-9]|1[0-2])"),
            Map.entry("%p", "[A,P]M"),
            Map.entry("%M", "[0-5][0-9]"),
            Map.entry("%S", "[0-5][0-9]"),
            Map.entry("%f", "\\d{6}"),
            Map.entry("%z", "[+-]\\d{4}"),
            Map.entry("%Z", "[A-Z]{1,4}T"),
            Map.entry("%j", "(?:0[0-9][1-9]|[1,2][0-9][0-9]|3[0-5][0-9]|36[0-6])"),
            Map.entry("%L", "\\.\\d{3}"));

    private MultilinePattern() { }

    /** The pattern of a format. What is no code stands for itself, or for what it means in a pattern; unknown codes are left out. */
    static String ofDates(String format) {
        return CODE.matcher(format).replaceAll(code -> Matcher.quoteReplacement(DATES.getOrDefault(code.group(), "")));
    }

    /** INVALID_ARGUMENT if it is none. */
    static Pattern compile(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw LogOptions.failed("awslogs could not parse multiline pattern key \"" + pattern.replace("\\", "\\\\").replace("\"", "\\\"")
                    + "\": " + LogOptions.unparsable(e), e);
        }
    }
}
