package org.servin.core.internal.container;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.servin.spi.ServinException;

/** The engine's own folders of containers; containers cannot reach them. */
final class Folders {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx--x---");

    private Folders() { }

    /** Makes a folder, which may be there, with its parents. */
    static void make(Path folder) {
        try {
            try {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
            } catch (NoSuchFileException noParent) {
                Files.createDirectories(folder.getParent());
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
            }
        } catch (java.nio.file.FileAlreadyExistsException there) {
            if (!Files.isDirectory(folder)) {
                throw ServinException.internal(folder + " is not a folder", there);
            }
        } catch (IOException e) {
            throw ServinException.internal("cannot make folder " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Deletes a folder with what is in it, following no links; absent: does nothing. */
    static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw ServinException.internal("cannot delete folder " + folder + ": " + e.getMessage(), e);
        }
    }
}
