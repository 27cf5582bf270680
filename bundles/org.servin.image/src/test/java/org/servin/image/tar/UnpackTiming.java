package org.servin.image.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.servin.linux.fs.TreeRemoval;
import org.servin.spi.IdMaps;
import org.servin.spi.storage.WhiteoutForm;

/** Measures unpacking beside GNU tar, by hand: arguments are a tar and a folder to work in. */
public final class UnpackTiming {
    private UnpackTiming() { }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path tar = Path.of(arguments[0]);
        for (int round = 0; round < 5; round++) {
            Path folder = Files.createTempDirectory(Path.of(arguments[1]), "unpack");
            long start = System.nanoTime();
            try (InputStream in = Files.newInputStream(tar)) {
                LayerExtractor.extract(in, folder, WhiteoutForm.OVERLAY, IdMaps.NONE);
            }
            long ours = System.nanoTime() - start;
            TreeRemoval.remove(folder);
            Files.createDirectory(folder);
            start = System.nanoTime();
            new ProcessBuilder("tar", "-xpf", tar.toString(), "-C", folder.toString(), "--xattrs", "--numeric-owner").inheritIO().start().waitFor();
            long theirs = System.nanoTime() - start;
            start = System.nanoTime();
            TreeRemoval.remove(folder);
            System.out.printf("ours %d ms, GNU tar %d ms, removal %d ms%n", ours / 1_000_000, theirs / 1_000_000, (System.nanoTime() - start) / 1_000_000);
        }
    }
}
