package org.servin.core.internal.stream;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.servin.core.stream.LogDeliveryState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container's deliveries to one of its logs, one after the other: what an earlier run left comes before what this one says. Thread-safe. */
final class DeliveryLine {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLine.class);
    private static final String SUFFIX = ".logcount";

    private final Tally tally = new Tally();
    private final String driver;
    private final Predicate<String> inFolder;
    private final Path counts;
    private final Deque<LogDelivery> deliveries = new ArrayDeque<>();
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    /**
     * No deliveries, but what an engine before this one counted.
     *
     * @param folder the container's, where counts are kept between runs
     * @param inFolder whether a driver's logs are there
     */
    DeliveryLine(String driver, Path folder, Predicate<String> inFolder) {
        this.driver = driver;
        this.inFolder = inFolder;
        this.counts = counts(folder, driver);
        if (Files.exists(counts)) {
            load();
        }
    }

    private static Path counts(Path folder, String driver) {
        return folder.resolve(URLEncoder.encode(driver, StandardCharsets.UTF_8) + SUFFIX);
    }

    /** The drivers of which something is counted in a container's folder. */
    static List<String> counted(Path folder) {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                found.add(URLDecoder.decode(name.substring(0, name.length() - SUFFIX.length()), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            LOG.debug("nothing is counted in {}", folder, e); // the container is just removed
        }
        return found;
    }

    private void load() {
        try {
            String[] numbers = Files.readString(counts).strip().split(" ");
            tally.atLeast(new Tally.Count(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]), Long.parseLong(numbers[3])));
        } catch (IOException | RuntimeException e) {
            LOG.warn("what was counted in {} cannot be read", counts, e);
        }
    }

    /** Keeps the numbers, before the last file goes that knows them. Logs in the container's folder that lost nothing can be counted there. */
    void keep() {
        Tally.Count count = tally.count();
        if (count.hasLosses() || !inFolder.test(driver) && count.delivered() != 0) {
            Path making = counts.resolveSibling("." + counts.getFileName());
            try {
                Files.writeString(making, count.delivered() + " " + count.dropped() + " " + count.droppedBytes() + " " + count.refused() + "\n");
                Files.move(making, counts, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                LOG.warn("what was counted cannot be kept in {}", counts, e);
            }
        }
    }

    /** How it stands. */
    LogDeliveryState state() {
        Tally.Count count = tally.count();
        return new LogDeliveryState(driver, count.delivered(), count.dropped(), count.droppedBytes(), count.refused(), waiting(), tally.trouble());
    }

    /** What became of the records. */
    Tally tally() {
        return tally;
    }

    /** Adds a delivery, which comes after all that are there. What it has to wait for is the answer. */
    synchronized CompletableFuture<Void> add(LogDelivery delivery) {
        CompletableFuture<Void> before = last;
        deliveries.add(delivery);
        last = delivery.finished();
        delivery.finished().whenComplete((nothing, failure) -> over(delivery));
        return before;
    }

    private synchronized void over(LogDelivery delivery) {
        deliveries.remove(delivery);
    }

    /** Those that are not over. */
    synchronized List<LogDelivery> present() {
        return List.copyOf(deliveries);
    }

    /** Whether output of runs that have ended is on its way, and the log takes it. */
    boolean isComing() {
        return present().stream().anyMatch(delivery -> delivery.isEnding() && !delivery.isAway());
    }

    /** How many bytes of all wait. */
    long waiting() {
        return present().stream().mapToLong(delivery -> delivery.backlog().waiting()).sum();
    }

    /** How many bytes of others wait. */
    synchronized long waitingBeside(Backlog backlog) {
        if (deliveries.size() < 2) {
            return 0;
        }
        return deliveries.stream().map(LogDelivery::backlog).filter(other -> other != backlog).mapToLong(Backlog::waiting).sum();
    }
}
