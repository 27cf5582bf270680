package org.servin.core.internal.stream;

import java.util.List;
import org.servin.spi.log.LogSource;

/** Where a run's streams are cut when its logs change. */
final class LineEnds {
    private LineEnds() { }

    /**
     * Between two lines where that is possible: a line that is not whole yet, and therefore in no log, goes to the new ones. One of which pieces are in logs is cut.
     *
     * @param deliveries those from before
     */
    static long[] of(SpoolFolder spools, List<LogDelivery> deliveries) {
        int line = deliveries.stream().mapToInt(delivery -> delivery.part().mode().lineBytes()).max().orElse(0);
        long[] ends = new long[LogSource.values().length];
        for (int i = 0; i < ends.length; i++) {
            int stream = i;
            long delivered = deliveries.stream().flatMap(d -> d.checkpoint().stream()).mapToLong(c -> c.delivered(stream)).max().orElse(0);
            ends[i] = Math.max(delivered, last(spools, i, line));
        }
        return ends;
    }

    private static long last(SpoolFolder spools, int stream, int line) {
        long size = spools.size(stream);
        byte[] tail = new byte[(int) Math.min(line, size)];
        int end = spools.read(stream, size - tail.length, tail, 0, tail.length);
        while (end > 0 && tail[end - 1] != '\n') {
            end--;
        }
        return end == 0 && size > line ? size : size - tail.length + end;
    }
}
