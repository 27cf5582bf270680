package org.servin.itests.swap;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** The distribution's features as options of Pax Exam: the engine in the test's own framework. */
final class House {
    private static final JsonMapper JSON = JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();

    private House() { }

    /** Where the engine of a test keeps its things. */
    static Path work() {
        return Path.of("/run/servin-swap-" + ProcessHandle.current().pid());
    }

    /** Everything that the distribution deploys, but the drop-in folder. */
    static Option engine() {
        Runtime.getRuntime().addShutdownHook(new Thread(House::clean));
        List<Option> options = new ArrayList<>(List.of(
                junitBundles(),
                systemTimeout(60_000),
                frameworkProperty("felix.cache.locking").value("false"),
                frameworkProperty("felix.cm.dir").value(configuration().toString()),
                systemProperty("servin.distribution").value(Engine.distribution().toString()),
                systemProperty("servin.itests.work").value(System.getProperty("servin.itests.work")),
                systemPackages("org.slf4j;version=1.7.36", "org.slf4j;version=2.0.17", "org.slf4j.spi;version=2.0.17", "org.slf4j.event;version=2.0.17",
                        "org.slf4j.helpers;version=2.0.17", "sun.misc", "org.osgi.service.cm;version=1.6.1", "org.osgi.service.component;version=1.5.1",
                        "org.osgi.service.component.propertytypes;version=1.5", "org.osgi.service.component.runtime;version=1.5",
                        "org.osgi.service.component.runtime.dto;version=1.5", "org.osgi.util.promise;version=1.3.0", "org.osgi.util.function;version=1.2")));
        features().forEach(file -> read(file).path("bundles").forEach(entry -> add(options, entry)));
        return composite(options.toArray(Option[]::new));
    }

    /** After the last test: what stays of an engine that stops in good order are its folders and its parent cgroup. */
    private static void clean() {
        String name = work().getFileName().toString();
        Command.run("sh", "-c", "rm -rf --one-file-system " + work() + "; rmdir /sys/fs/cgroup/*/" + name);
    }

    /** Configuration Admin finds its configurations in files when it starts, so that no component starts without them. */
    private static Path configuration() {
        Path folder = work().resolve("configuration");
        try {
            Files.createDirectories(folder.resolve("org"));
            Files.writeString(folder.resolve("org/servin.config"), """
                    root="%1$s/root"
                    run="%1$s/run"
                    hosts=["unix://%1$s/servin.sock"]
                    cgroup-parent="/servin-swap-%2$d"
                    service.pid="org.servin"
                    """.formatted(work(), ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private static void add(List<Option> options, JsonNode entry) {
        String[] id = entry.path("id").asText().split(":");
        if (id[1].equals("org.apache.felix.fileinstall")) {
            return;
        }
        Path file = Engine.distribution().resolve("system").resolve(id[0].replace('.', '/')).resolve(id[1]).resolve(id[2]).resolve(id[1] + "-" + id[2] + ".jar");
        options.add(bundle("reference:" + file.toUri()).startLevel(entry.path("start-level").asInt(3)).start(entry.path("start").asText("true").equals("true")));
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> features() {
        try (Stream<Path> files = Files.list(Engine.distribution().resolve("etc/features"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
