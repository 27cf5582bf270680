package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import org.servin.image.Progress;

/** One message of a long job, as dockerd streams it. */
@JsonInclude(Include.NON_EMPTY)
public record ProgressDocument(
        @JsonProperty("stream") String stream,
        @JsonProperty("status") String status,
        @JsonProperty("progressDetail") @JsonInclude(Include.NON_NULL) Detail progressDetail,
        @JsonProperty("progress") String progress,
        @JsonProperty("id") String id,
        @JsonProperty("errorDetail") ErrorDetail errorDetail,
        @JsonProperty("error") String error,
        @JsonProperty("aux") JsonNode aux) {
    /** Numbers of the bar. */
    @JsonInclude(Include.NON_DEFAULT)
    public record Detail(@JsonProperty("current") long current, @JsonProperty("total") long total) { }

    /** What went wrong. */
    public record ErrorDetail(@JsonProperty("message") String message) { }

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    /** A message. */
    public static ProgressDocument of(Progress p) {
        long current = Math.max(0, p.current());
        long total = Math.max(0, p.total());
        boolean bar = p.current() >= 0 || p.total() >= 0;
        return new ProgressDocument(p.stream(), p.status(), bar ? new Detail(current, total) : null, bar ? bar(current, total) : null, p.id(), null, null, p.aux().orElse(null));
    }

    /** The last message of a job that failed after its first. */
    public static ProgressDocument failed(String message) {
        return new ProgressDocument(null, null, null, null, null, new ErrorDetail(message), message, null);
    }

    /** The bar that old clients show as it is. */
    static String bar(long current, long total) {
        if (current == 0 && total == 0) {
            return "";
        }
        if (total == 0) {
            return padded(size(current));
        }
        int done = (int) Math.min(50, (double) current / total * 100 / 2);
        String numbers = current > total ? padded(size(current)) : padded(size(current)) + "/" + size(total);
        return "[" + "=".repeat(done) + ">" + " ".repeat(50 - done) + "] " + numbers;
    }

    private static String padded(String s) {
        return " ".repeat(Math.max(0, 8 - s.length())) + s;
    }

    /** Four significant digits and a decimal unit. */
    static String size(long bytes) {
        double v = bytes;
        int unit = 0;
        while (v >= 1000 && unit < UNITS.length - 1) {
            v /= 1000;
            unit++;
        }
        BigDecimal rounded = new BigDecimal(v).round(new MathContext(4)).stripTrailingZeros();
        return rounded.toPlainString() + UNITS[unit];
    }
}
