package org.servin.core.internal.stream;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a removed container has said that did not reach its destinations yet: it is delivered from the container's folder, which goes when that is done, or by the first
 * engine that starts a week later. A file there says whose it was, for the engine after this one. The order is: that file, then the end of the container's record.
 */
final class Legacy {
    private static final String FILE = "container.json";
    /** A destination that was away for so long is not coming back. */
    private static final Duration MOST = Duration.ofDays(7);
    private static final Logger LOG = LoggerFactory.getLogger(Legacy.class);

    private Legacy() { }

    /** Keeps for the next engine whose output it is. Where that cannot be written, as on a full disk, this engine delivers it or nobody does: a removal is not to fail for it. */
    static void keep(LogTarget container) {
        Path file = Aside.folder(container.folder()).resolve(FILE);
        Path making = file.resolveSibling("." + FILE);
        try {
            Files.createDirectories(file.getParent());
            Files.write(making, new JsonMapper().writeValueAsBytes(container));
            Files.move(making, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: the last output of the removed container is lost if the engine stops before its log's destination takes it", file, e);
        }
    }

    /** Goes on to deliver what an engine before this one has left of a removed container; empty if there is nothing. */
    static Optional<CompletableFuture<Void>> deliver(Deliveries deliveries, LogDrivers logs, String id, Path folder) {
        Path file = Aside.folder(folder).resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (age(file).compareTo(MOST) > 0) {
            LOG.warn("the last output of container {}, which was removed long ago, is given up: its log's destination did not take it", id);
            return Optional.empty();
        }
        LogTarget container = read(file);
        Channel channel = deliveries.channel(id, folder);
        LeftOver left = new LeftOver(deliveries, channel, container, LogPlan.none());
        Aside.left(folder).forEach(left::deliver);
        return Optional.of(removeAfter(deliveries.elsewhere(id), container, logs));
    }

    /** Has each driver delete what it keeps of a removed container when it has got the last of its output. Fails, and has not, where some of that stays for the next engine. */
    static CompletableFuture<Void> removeAfter(List<LogDelivery> last, LogTarget container, LogDrivers logs) {
        Map<String, List<LogDelivery>> byDriver = last.stream().collect(Collectors.groupingBy(delivery -> delivery.part().driver()));
        return CompletableFuture.allOf(byDriver.values().stream().map(its -> Deliveries.all(its).thenRun(() -> remove(its.get(0).part(), container, logs))).toArray(CompletableFuture[]::new));
    }

    private static void remove(LogPart part, LogTarget container, LogDrivers logs) {
        try {
            logs.remove(part, container);
        } catch (ServinException e) {
            LOG.warn("the log driver {} keeps something of the removed container {}: {}", part.driver(), container.containerId(), e.getMessage());
        }
    }

    private static Duration age(Path file) {
        try {
            return Duration.between(Files.getLastModifiedTime(file).toInstant(), Instant.now());
        } catch (IOException e) {
            throw ServinException.internal("cannot look at " + file + ": " + e.getMessage(), e);
        }
    }

    private static LogTarget read(Path file) {
        try {
            return new JsonMapper().readValue(file.toFile(), LogTarget.class);
        } catch (IOException e) {
            throw ServinException.internal("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
