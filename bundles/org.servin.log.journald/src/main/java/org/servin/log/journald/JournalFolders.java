package org.servin.log.journald;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.io.UncheckedIOException;
import java.nio.file.attribute.FileTime;

/** Tells whether files of a journal were begun or put away: then its folders have changed. That costs no descriptor, of which the kernel gives only some to those who watch folders. */
final class JournalFolders {
    private static final List<Path> MACHINES = List.of(Path.of("/run/log/journal"), Path.of("/var/log/journal"));

    private final Map<Path, FileTime> seen;

    private JournalFolders(Map<Path, FileTime> seen) {
        this.seen = seen;
    }

    /** As they are now. */
    static JournalFolders of(JournalPlace place) {
        Map<Path, FileTime> times = new TreeMap<>();
        for (Path top : place.folder().map(List::of).orElse(MACHINES)) {
            add(top, times);
            try (DirectoryStream<Path> inside = Files.newDirectoryStream(top, Files::isDirectory)) {
                inside.forEach(folder -> add(folder, times));
            } catch (NoSuchFileException | NotDirectoryException none) {
                times.remove(top); // it may come
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new JournalFolders(times);
    }

    private static void add(Path folder, Map<Path, FileTime> times) {
        FileTime time = time(folder);
        if (time != null) {
            times.put(folder, time);
        }
    }

    private static FileTime time(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (NoSuchFileException gone) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether they are otherwise now. */
    boolean haveChanged(JournalPlace place) {
        Collection<Path> tops = place.folder().map(List::of).orElse(MACHINES);
        return seen.entrySet().stream().anyMatch(entry -> !entry.getValue().equals(time(entry.getKey()))) || tops.stream().anyMatch(top -> !seen.containsKey(top) && Files.isDirectory(top));
    }
}
