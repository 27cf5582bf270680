package org.servin.core.internal.stream;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.servin.spi.log.LogTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What earlier runs of a container, or an engine before this one, have left of its output. */
final class LeftOver {
    private static final Logger LOG = LoggerFactory.getLogger(LeftOver.class);
    private static final long EVACUATE_SECONDS = 5;

    private final Deliveries deliveries;
    private final Channel channel;
    private final LogTarget target;
    private final LogPlan plan;

    /** Of one container. */
    LeftOver(Deliveries deliveries, Channel channel, LogTarget target, LogPlan plan) {
        this.deliveries = deliveries;
        this.channel = channel;
        this.target = target;
        this.plan = plan;
    }

    /** The run before has left something in its folder, which the next one is to have. */
    static void evacuate(RunLog before) {
        try {
            before.aside().putAll();
            before.finished().get(EVACUATE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{}: what its last run said is not yet out of the way", before, e);
        }
    }

    /** Delivers what was put aside. */
    void deliver(Path aside) {
        deliveries.left(channel, target, usual(), aside);
    }

    /** What is in a run's folder of the run that begins. Output of an earlier one is taken away, and that of this one which was put aside already. */
    List<RunFiles.Found> found(long started, Path folder) {
        List<Path> files = RunFiles.in(folder);
        if (files.isEmpty()) {
            return List.of();
        }
        SpoolFolder spools = SpoolFolder.open(folder, target.containerId());
        List<RunFiles.Found> found = new ArrayList<>();
        for (Path file : files) {
            Optional<Checkpoint> opened = Checkpoint.open(file);
            Optional<LogPart> part = opened.flatMap(Checkpoint::part).or(this::usual);
            if (opened.isEmpty()) {
                Spool.delete(file);
            } else if (part.isPresent() && opened.get().run() == started && !Files.exists(RunFiles.aside(target.folder(), opened.get()))) {
                found.add(new RunFiles.Found(part.get(), opened.get()));
            } else {
                putAside(spools, opened.get());
            }
        }
        if (found.isEmpty()) {
            spools.delete();
            RunFiles.clear(folder);
        }
        spools.close();
        return found;
    }

    private void putAside(SpoolFolder spools, Checkpoint checkpoint) {
        Path aside = RunFiles.aside(target.folder(), checkpoint);
        if (!Files.exists(aside)) {
            Aside.put(spools, checkpoint, aside, new Tally()).close();
            deliver(aside);
        }
        checkpoint.delete();
    }

    /** Whose output is that was left by an engine that knew of one log only; empty where there is no log now. */
    private Optional<LogPart> usual() {
        return plan.parts().stream().findFirst();
    }
}
