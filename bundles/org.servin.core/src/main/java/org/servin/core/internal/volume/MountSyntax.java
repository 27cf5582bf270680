package org.servin.core.internal.volume;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.servin.core.container.HostConfig;
import org.servin.core.container.MountConfig;
import org.servin.core.internal.volume.WantedMount.Type;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Reads {@code Binds} and {@code Mounts} with dockerd's refusals. */
public final class MountSyntax {
    private MountSyntax() { }

    /** One of {@code Binds}: {@code [source:]target[:mode]}. dockerd answers 500 for a bad one, hence the kind. */
    public static WantedMount bind(String text, String volumeDriver) {
        String[] parts = text.split(":", -1);
        if (parts.length > 3 || parts[0].isEmpty()) {
            throw internal("invalid volume specification: '" + text + "'");
        }
        String source = "";
        String target = parts[0];
        String mode = "";
        if (parts.length == 3) {
            source = parts[0];
            target = parts[1];
            mode = parts[2];
        } else if (parts.length == 2) {
            if (MountMode.parse(parts[1]).isPresent()) { // a volume without a source has no mode
                throw internal("invalid volume specification: '" + text + "'");
            }
            source = parts[0];
            target = parts[1];
        }
        String words = mode;
        MountMode parsed = MountMode.parse(mode).orElseThrow(() -> internal("invalid mode: " + words));
        Type type = source.startsWith("/") ? Type.BIND : Type.VOLUME;
        try {
            target(type.name().toLowerCase(java.util.Locale.ROOT), target);
            require(type != Type.BIND || !parsed.noCopy(), "bind", "field VolumeOptions must not be specified");
            require(type != Type.VOLUME || parsed.propagation().isEmpty(), "volume", "field BindOptions must not be specified");
        } catch (ServinException e) {
            throw internal("invalid volume specification: '" + text + "': " + e.getMessage());
        }
        return new WantedMount(type, type == Type.BIND ? clean(source) : source, clean(target), mode, parsed.writable(), parsed.propagation(),
                type == Type.VOLUME && !parsed.noCopy(), type == Type.VOLUME ? volumeDriver : "", Optional.empty(), Optional.empty());
    }

    /** Where a container has volumes that its configuration names: they are not its own, whoever they were made for. */
    static Set<String> namedVolumes(HostConfig host) {
        HostConfig.General general = host.general();
        Stream<WantedMount> binds = Objects.requireNonNullElse(general.binds(), List.<String>of()).stream().map(text -> bind(text, ""));
        Stream<WantedMount> mounts = Objects.requireNonNullElse(general.mounts(), List.<MountConfig>of()).stream().filter(m -> m.type().equals("volume")).map(MountSyntax::mount);
        return Stream.concat(binds, mounts).filter(m -> m.type() == Type.VOLUME && !m.source().isEmpty()).map(WantedMount::target).collect(Collectors.toSet());
    }

    /** One of {@code Mounts}. */
    public static WantedMount mount(MountConfig mount) {
        String type = orEmpty(mount.type());
        target(type, orEmpty(mount.target()));
        return switch (type) {
            case "bind" -> bindMount(mount);
            case "volume" -> volumeMount(mount);
            case "tmpfs" -> tmpfsMount(mount);
            default -> throw refused(type, "mount type unknown");
        };
    }

    private static WantedMount bindMount(MountConfig mount) {
        String source = orEmpty(mount.source());
        require(!source.isEmpty(), "bind", "field Source must not be empty");
        require(mount.volumeOptions() == null, "bind", "field VolumeOptions must not be specified");
        String propagation = mount.bindOptions() == null ? "" : orEmpty(mount.bindOptions().propagation());
        require(propagation.isEmpty() || MountMode.PROPAGATION.contains(propagation), "bind", "invalid propagation mode: " + propagation);
        require(source.startsWith("/"), "bind", "invalid mount path: '" + source + "' mount path must be absolute");
        require(Files.exists(Path.of(source)), "bind", "bind source path does not exist: " + source);
        return new WantedMount(Type.BIND, clean(source), clean(mount.target()), "", !mount.readOnly(), propagation, false, "", Optional.empty(), Optional.empty());
    }

    private static WantedMount volumeMount(MountConfig mount) {
        require(mount.bindOptions() == null, "volume", "field BindOptions must not be specified");
        String source = orEmpty(mount.source());
        require(!source.isEmpty() || !mount.readOnly(), "volume", "must not set ReadOnly mode when using anonymous volumes");
        MountConfig.VolumeOptions options = mount.volumeOptions();
        MountConfig.DriverConfig driver = options == null ? null : options.driverConfig();
        return new WantedMount(Type.VOLUME, source, clean(mount.target()), "", !mount.readOnly(), "", options == null || !options.noCopy(),
                driver == null ? "" : orEmpty(driver.name()), Optional.ofNullable(driver).map(MountConfig.DriverConfig::options),
                Optional.ofNullable(options).map(MountConfig.VolumeOptions::labels));
    }

    private static WantedMount tmpfsMount(MountConfig mount) {
        require(mount.bindOptions() == null, "tmpfs", "field BindOptions must not be specified");
        require(orEmpty(mount.source()).isEmpty(), "tmpfs", "field Source must not be specified");
        return new WantedMount(Type.TMPFS, "", clean(mount.target()), "", !mount.readOnly(), "", false, "", Optional.empty(), Optional.empty());
    }

    private static void target(String type, String target) {
        require(!target.isEmpty(), type, "field Target must not be empty");
        try {
            checkTarget(target);
        } catch (ServinException e) {
            throw refused(type, e.getMessage());
        }
    }

    /** A place in a container where something can be mounted. */
    public static void checkTarget(String target) {
        if (clean(target).equals("/")) {
            throw ServinException.invalid("invalid specification: destination can't be '/'");
        }
        if (!target.startsWith("/")) {
            throw ServinException.invalid("invalid mount path: '" + target + "' mount path must be absolute");
        }
    }

    /** Without dots and doubled slashes; only text, nothing on disk is looked at. */
    public static String clean(String path) {
        if (path.indexOf('\0') >= 0) {
            throw ServinException.invalid("invalid mount path: '" + path.replace("\0", "\\x00") + "' contains a NUL character");
        }
        return Path.of(path).normalize().toString();
    }

    private static void require(boolean condition, String type, String otherwise) {
        if (!condition) {
            throw refused(type, otherwise);
        }
    }

    private static ServinException refused(String type, String why) {
        return ServinException.invalid("invalid mount config for type \"" + type + "\": " + why);
    }

    private static ServinException internal(String message) {
        return new ServinException(ErrorKind.INTERNAL, message);
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
