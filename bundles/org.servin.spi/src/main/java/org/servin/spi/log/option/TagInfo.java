package org.servin.spi.log.option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.servin.spi.log.LogTarget;

/** A container as tags see it: dockerd's {@code logger.Info}, field by field. */
record TagInfo(LogTarget target) {
    /** What dockerd has methods for, and not fields. */
    static final Set<String> METHODS = Set.of("ID", "FullID", "Name", "ImageID", "ImageFullID", "ImageName", "Command", "Hostname");
    private static final int SHORT_ID = 12;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final List<String> SHOWN = List.of("Config", "ContainerID", "ContainerName", "ContainerEntrypoint", "ContainerArgs", "ContainerImageID", "ContainerImageName",
            "ContainerCreated", "ContainerEnv", "ContainerLabels", "LogPath", "DaemonName");

    /** The fields and methods, by name. An image's short id includes its algorithm, as dockerd's does. */
    static final Map<String, Function<TagInfo, Object>> FIELDS = Map.ofEntries(
            Map.entry("ID", info -> shortened(info.target.containerId())),
            Map.entry("FullID", info -> info.target.containerId()),
            Map.entry("Name", info -> info.target.containerName()),
            Map.entry("ImageID", info -> shortened(info.target.imageId())),
            Map.entry("ImageFullID", info -> info.target.imageId()),
            Map.entry("ImageName", info -> info.target.imageName()),
            Map.entry("Command", info -> String.join(" ", info.target.command())),
            Map.entry("Hostname", info -> hostName()),
            Map.entry("Config", info -> new TreeMap<>(info.target.options())),
            Map.entry("ContainerID", info -> info.target.containerId()),
            Map.entry("ContainerName", info -> "/" + info.target.containerName()),
            Map.entry("ContainerEntrypoint", info -> info.target.command().stream().findFirst().orElse("")),
            Map.entry("ContainerArgs", info -> info.target.command().stream().skip(1).toList()),
            Map.entry("ContainerImageID", info -> info.target.imageId()),
            Map.entry("ContainerImageName", info -> info.target.imageName()),
            Map.entry("ContainerCreated", info -> time(info.target.createdEpochNanos())),
            Map.entry("ContainerEnv", info -> info.target.environment()),
            Map.entry("ContainerLabels", info -> new TreeMap<>(info.target.labels())),
            Map.entry("LogPath", info -> ""),
            Map.entry("DaemonName", info -> "docker"));

    private static String shortened(String id) {
        return id.substring(0, Math.min(SHORT_ID, id.length()));
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Go shows a time. */
    private static String time(long epochNanos) {
        Instant instant = Instant.ofEpochSecond(Math.floorDiv(epochNanos, 1_000_000_000L), Math.floorMod(epochNanos, 1_000_000_000L));
        String fraction = instant.getNano() == 0 ? "" : String.format(".%09d", instant.getNano()).replaceFirst("0+$", "");
        return TIME.format(instant) + fraction + " +0000 UTC";
    }

    @Override
    public String toString() {
        return SHOWN.stream().map(name -> TagFunctions.shown(FIELDS.get(name).apply(this))).collect(Collectors.joining(" ", "{", "}"));
    }
}
