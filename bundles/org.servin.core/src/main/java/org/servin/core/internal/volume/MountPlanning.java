package org.servin.core.internal.volume;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.Empty;
import org.servin.core.container.HostConfig;
import org.servin.core.container.MountConfig;
import org.servin.core.container.MountPoint;
import org.servin.core.internal.volume.VolumeCatalog.Outcome;
import org.servin.core.internal.volume.VolumeCatalog.Wish;
import org.servin.core.internal.volume.WantedMount.Type;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Decides a new container's mounts, and makes the volumes that are missing. */
final class MountPlanning {
    private static final String LOCAL = "local";
    private final VolumeCatalog catalog;
    private final VolumeTable table;
    private final BindPropagation propagation;

    MountPlanning(VolumeCatalog catalog, VolumeTable table, BindPropagation propagation) {
        this.propagation = propagation;
        this.catalog = catalog;
        this.table = table;
    }

    /**
     * A decision.
     *
     * @param mounts the mounts
     * @param copies those of them that are volumes to be filled from the image if they are empty
     * @param made names of the volumes that did not exist before
     */
    record Plan(List<MountPoint> mounts, List<MountPoint> copies, List<String> made) { }

    Plan plan(String containerId, ContainerConfig config, HostConfig host, Function<String, List<MountPoint>> others) {
        HostConfig.General general = host.general();
        // Everything is checked before anything is made.
        List<WantedMount> mounts = orEmpty(general.mounts()).stream().map(MountSyntax::mount).toList();
        Map<String, String> tmpfs = general.tmpfs() == null ? Map.of() : general.tmpfs();
        tmpfs.keySet().forEach(MountSyntax::checkTarget);
        Map<String, MountPoint> inherited = inherited(general.volumesFrom(), others);
        List<WantedMount> binds = orEmpty(general.binds()).stream().map(b -> MountSyntax.bind(b, orEmpty(general.volumeDriver()))).toList();
        refuseDuplicates(binds, mounts, orEmpty(general.mounts()), tmpfs.keySet());
        List<WantedMount> explicit = Stream.concat(binds.stream(), mounts.stream()).toList();
        return make(containerId, explicit, declared(config, general), tmpfs.keySet(), inherited);
    }

    private Plan make(String containerId, List<WantedMount> explicit, List<WantedMount> declared, Set<String> tmpfs, Map<String, MountPoint> inherited) {
        Map<String, MountPoint> result = new LinkedHashMap<>(inherited);
        List<MountPoint> copies = new ArrayList<>();
        List<String> made = new ArrayList<>();
        try {
            for (WantedMount wanted : explicit) {
                result.put(wanted.target(), realize(containerId, wanted, made, copies));
            }
            for (WantedMount wanted : declared) {
                if (!result.containsKey(wanted.target()) && !tmpfs.contains(wanted.target())) {
                    result.put(wanted.target(), realize(containerId, wanted, made, copies));
                }
            }
            result.values().stream().filter(m -> m.type().equals("volume")).forEach(m -> table.refer(m.name(), containerId));
            return new Plan(List.copyOf(result.values()), copies, made);
        } catch (ServinException e) {
            undo(containerId, new Plan(List.copyOf(result.values()), copies, made), e);
            throw e;
        }
    }

    /** Takes back what a plan made; what cannot be taken back is added to the failure. */
    void undo(String containerId, Plan plan, ServinException failure) {
        plan.mounts().stream().filter(m -> m.type().equals("volume")).forEach(m -> table.unrefer(m.name(), containerId));
        for (String name : plan.made()) {
            try {
                table.unrefer(name, containerId);
                catalog.removeUnused(name);
            } catch (ServinException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private MountPoint realize(String containerId, WantedMount wanted, List<String> made, List<MountPoint> copies) {
        if (wanted.type() != Type.VOLUME) {
            String decided = wanted.type() == Type.TMPFS ? "" : propagation.decide(wanted.source(), wanted.propagation());
            return new MountPoint(wanted.type().name().toLowerCase(Locale.ROOT), "", wanted.source(), wanted.target(), "", wanted.mode(), wanted.writable(), decided);
        }
        Outcome outcome = catalog.create(new Wish(wanted.source(), wanted.driver(), wanted.options(), wanted.labels(), Optional.of(containerId)));
        VolumeRecord volume = outcome.record();
        if (outcome.made()) {
            made.add(volume.name());
        }
        // dockerd shows the label mode that it would use for its own driver's volumes, but for those that only the image declares.
        String mode = wanted.mode().isEmpty() && volume.driver().equals(LOCAL) && !wanted.declared() ? "z" : wanted.mode();
        MountPoint mount = new MountPoint("volume", volume.name(), volume.mountpoint(), wanted.target(), volume.driver(), mode, wanted.writable(), "");
        if (wanted.copies()) {
            copies.add(mount);
        }
        return mount;
    }

    private static List<WantedMount> declared(ContainerConfig config, HostConfig.General general) {
        Map<String, Empty> volumes = config.volumes() == null ? Map.of() : config.volumes();
        return volumes.keySet().stream().map(path -> WantedMount.declared(MountSyntax.clean("/" + path), orEmpty(general.volumeDriver())))
                .filter(w -> !w.target().equals("/")).toList();
    }

    /** As in dockerd a {@code Mount} may be where a {@code Tmpfs} is; the latter is what is seen then. */
    private static void refuseDuplicates(List<WantedMount> binds, List<WantedMount> mounts, List<MountConfig> written, Set<String> tmpfs) {
        Set<String> targets = new HashSet<>();
        tmpfs.forEach(target -> targets.add(MountSyntax.clean(target)));
        for (WantedMount mount : binds) {
            refuseDuplicate(targets.add(mount.target()), mount.target());
        }
        targets.removeIf(target -> binds.stream().noneMatch(b -> b.target().equals(target)));
        for (int i = 0; i < mounts.size(); i++) {
            refuseDuplicate(targets.add(mounts.get(i).target()), written.get(i).target());
        }
    }

    private static void refuseDuplicate(boolean first, String target) {
        if (!first) {
            throw ServinException.invalid("Duplicate mount point: " + target);
        }
    }

    private static Map<String, MountPoint> inherited(List<String> volumesFrom, Function<String, List<MountPoint>> others) {
        Map<String, MountPoint> result = new LinkedHashMap<>();
        for (String text : orEmpty(volumesFrom)) {
            if (text.isEmpty()) {
                throw ServinException.invalid("volumes-from specification cannot be an empty string");
            }
            String[] parts = text.split(":", 2);
            String words = parts.length > 1 ? parts[1] : "";
            MountMode mode = MountMode.parse(words).filter(m -> m.propagation().isEmpty() && !m.noCopy())
                    .orElseThrow(() -> ServinException.invalid("invalid mode: " + words));
            for (MountPoint m : mountsOf(parts[0], others)) {
                result.put(m.destination(), new MountPoint(m.type(), m.name(), m.source(), m.destination(), m.driver(), "", m.rw() && mode.writable(), m.propagation()));
            }
        }
        return result;
    }

    private static List<MountPoint> mountsOf(String ref, Function<String, List<MountPoint>> others) {
        try {
            return others.apply(ref);
        } catch (ServinException e) {
            // The thing that is missing here is not what the request was about.
            throw e.kind() == ErrorKind.NOT_FOUND ? ServinException.invalid(e.getMessage()) : e;
        }
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
