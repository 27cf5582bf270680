package org.servin.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.linux.fs.Mounts;
import org.servin.spi.runtime.Capabilities;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Stream;
import org.servin.spi.runtime.Task;

/** Mounts that appear later, on either side of a bind mount. */
class PropagationRootTest {
    private Box box;
    private Path data;
    private ServinRuntime runtime;
    private Task task;
    private LaunchSpec spec;

    @BeforeEach
    void mount() {
        Root.isNeeded();
        box = new Box();
        runtime = new ServinRuntime();
        data = box.beside("data");
        Mounts.mount("tmpfs", data.toString(), "tmpfs", 0, "");
        Mounts.mount("", data.toString(), "", Mounts.MS_SHARED, "");
        for (String name : List.of("inner", "outer")) {
            assertTrue(data.resolve(name).toFile().mkdir());
        }
    }

    @AfterEach
    void unmount() {
        if (box != null) {
            if (task != null) {
                task.destroy();
                LaunchRootTest.assertNothingLeft(spec);
            }
            for (String name : List.of("inner", "outer", "")) {
                Mounts.detach(data.resolve(name));
            }
            runtime.close();
            box.close();
        }
    }

    private void launch(long propagation) {
        Set<String> caps = Set.of("CAP_SYS_ADMIN");
        spec = box.spec(List.of("sleep", "1000"), c -> c.with(x -> {
            x.propagation = propagation | Mounts.MS_REC;
            x.mounts.add(new MountSpec("bind", data.toString(), "/data", Mounts.MS_BIND | Mounts.MS_REC, "", propagation | Mounts.MS_REC));
            x.process = Specs.capabilities(x.process, new Capabilities(caps, caps, caps, Set.of(), Set.of()));
        }));
        task = runtime.launch(spec);
        task.start();
    }

    private int inside(String script) {
        Set<String> caps = Set.of("CAP_SYS_ADMIN");
        RunningProcess process = task.exec("x", Specs.capabilities(Box.process(List.of("sh", "-c", script)), new Capabilities(caps, caps, caps, Set.of(), Set.of())));
        Box.readAll(process, Stream.STDOUT);
        int code = Box.exit(process).code();
        process.release();
        return code;
    }

    private void mountOuter() throws IOException {
        Mounts.mount("tmpfs", data.resolve("outer").toString(), "tmpfs", 0, "");
        Files.writeString(data.resolve("outer/late"), "x");
    }

    @Test
    void privateMountsSeeNothing() throws IOException {
        launch(Mounts.MS_PRIVATE);
        mountOuter();
        assertEquals(1, inside("test -e /data/outer/late"));
    }

    @Test
    void slaveMountsSeeTheHosts() throws IOException {
        launch(Mounts.MS_SLAVE);
        mountOuter();
        assertEquals(0, inside("test -e /data/outer/late"));
        assertEquals(0, inside("mount -t tmpfs tmpfs /data/inner && touch /data/inner/deep"));
        assertTrue(Files.notExists(data.resolve("inner/deep")));
    }

    @Test
    void sharedMountsGoBothWays() throws IOException {
        launch(Mounts.MS_SHARED);
        mountOuter();
        assertEquals(0, inside("test -e /data/outer/late"));
        assertEquals(0, inside("mount -t tmpfs tmpfs /data/inner && touch /data/inner/deep"));
        assertTrue(Files.exists(data.resolve("inner/deep")));
    }
}
