package org.servin.core.internal.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a container's output lies that was left when its run had ended: a folder for each run and log, {@code RUN.NUMBER}, in the container's own. */
final class Aside {
    /** The file name of a checkpoint. */
    static final String CHECKPOINT = "delivered.ckpt";

    private static final String FOLDER = "unlogged";

    private Aside() { }

    /** Where all of a container's lies. */
    static Path folder(Path container) {
        return container.resolve(FOLDER);
    }

    /** The place for what is left of a run's delivery of this number. */
    static Path place(Path container, long run, int number) {
        return container.resolve(FOLDER).resolve(number == 0 ? Long.toString(run) : run + "." + number);
    }

    /** All places where something is, the oldest first. */
    static List<Path> left(Path container) {
        Path folder = container.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("\\d+(\\.\\d+)?"))
                    .sorted(Comparator.comparingLong((Path entry) -> number(entry, 0)).thenComparingLong(entry -> number(entry, 1))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(Path entry, int which) {
        String[] parts = entry.getFileName().toString().split("\\.");
        return which < parts.length ? Long.parseLong(parts[which]) : 0;
    }

    /**
     * Copies what a delivery has left to do to a place, which is there whole or not at all. For the delivery, between batches.
     *
     * @return its state, which goes on there
     */
    static Checkpoint put(SpoolFolder spools, Checkpoint checkpoint, Path place, Tally tally) {
        Path making = place.resolveSibling("." + place.getFileName());
        try {
            Files.createDirectories(making);
            spools.copyTo(making, checkpoint);
            Files.copy(checkpoint.path(), making.resolve(CHECKPOINT), StandardCopyOption.REPLACE_EXISTING);
            Files.move(making, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Checkpoint.open(place.resolve(CHECKPOINT)).orElseThrow(() -> new IllegalStateException("the checkpoint in " + place + " is not whole")).counting(tally);
    }
}
