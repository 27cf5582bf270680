package org.servin.log.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of one log: {@code 1.log}, {@code 2.log}, …; the one with the highest number is written, the others are complete and perhaps compressed ({@code 1.zlog}). Names never change, so that
 * readers need no lock.
 */
final class LogFolder {
    private static final Pattern NAME = Pattern.compile("(\\d{1,18})\\.(z?)log");
    private static final String MAKING = ".making";

    private final Path folder;

    /**
     * One of them.
     *
     * @param number its number
     * @param compressed whether it was rewritten in compressed blocks
     */
    record LogFile(Path path, long number, boolean compressed) { }

    LogFolder(Path folder) {
        this.folder = folder;
    }

    /** The files, oldest first; of a number that is there twice, because a crash came while it was compressed, the compressed one, which is whole. */
    List<LogFile> oldestFirst() {
        List<LogFile> files = numbered();
        for (int i = files.size() - 1; i > 0; i--) {
            if (files.get(i).number() == files.get(i - 1).number()) {
                files.remove(i);
            }
        }
        return files;
    }

    private List<LogFile> numbered() {
        List<LogFile> files = new ArrayList<>();
        for (Path path : all()) {
            Matcher name = NAME.matcher(path.getFileName().toString());
            if (name.matches()) {
                files.add(new LogFile(path, Long.parseLong(name.group(1)), !name.group(2).isEmpty()));
            }
        }
        files.sort(Comparator.comparingLong(LogFile::number).thenComparing(LogFile::compressed, Comparator.reverseOrder()));
        return files;
    }

    private List<Path> all() {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(paths::add);
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return paths;
    }

    /** The file that comes after a number, if it has been begun. */
    Optional<LogFile> after(long number) {
        if (Files.exists(plain(number + 1))) {
            return Optional.of(new LogFile(plain(number + 1), number + 1, false));
        }
        if (Files.exists(plain(number)) && !Files.exists(compressed(number + 1))) {
            return Optional.empty(); // the most frequent answer needs no list
        }
        return oldestFirst().stream().filter(file -> file.number() > number).findFirst();
    }

    /** The name of a file that is written. */
    Path plain(long number) {
        return folder.resolve(number + ".log");
    }

    /** The name of a compressed file. */
    Path compressed(long number) {
        return folder.resolve(number + ".zlog");
    }

    /** The name of a compressed file that is not whole yet. */
    Path making(long number) {
        return folder.resolve(number + ".zlog" + MAKING);
    }

    /** Deletes the files up to a number. */
    void deleteUpTo(long number) {
        delete(numbered().stream().filter(file -> file.number() <= number).map(LogFile::path).toList());
    }

    /** Deletes all of them and the folder. */
    void delete() {
        delete(all());
        delete(List.of(folder));
    }

    private static void delete(List<Path> paths) {
        try {
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the folder. */
    void create() throws IOException {
        Files.createDirectories(folder);
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
