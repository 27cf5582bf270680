package org.servin.core.internal.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.CreateRequest;
import org.servin.core.container.Created;
import org.servin.core.container.EndpointView;
import org.servin.core.container.HostConfig;
import org.servin.core.container.LogConfig;
import org.servin.core.container.MountPoint;
import org.servin.core.internal.launch.LaunchPlanner.Checked;
import org.servin.core.internal.record.RecordCopy;
import org.servin.image.Image;
import org.servin.image.ImageSettings;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.StorageDriver;
import org.servin.spi.storage.WorkspaceId;
import org.servin.spi.storage.WorkspaceOptions;

/** Makes containers. */
final class Creation {
    private final Seams seams;
    private final Owner owner;
    private final ImageDefaults defaults;
    private final WorkingFolder workingFolder;
    private final LogDefaults logs;

    Creation(Seams seams) {
        this.seams = seams;
        this.owner = seams.settings().idMaps().root();
        this.defaults = new ImageDefaults(seams.table().codec().mapper());
        this.logs = new LogDefaults(seams);
        this.workingFolder = new WorkingFolder(seams.workspaces(), owner);
    }

    Created create(CreateRequest request) {
        // In dockerd's order: what is wrong with the request itself comes before what the image has to say.
        Checked checked = seams.planner().check(request.config(), withLog(request.host()));
        partners(checked.host());
        Optional<Image> image = image(request);
        ContainerConfig merged = defaults.merge(checked.config(), image.map(Image::settings).orElseGet(ImageSettings::none));
        if (isEmpty(merged.entrypoint()) && isEmpty(merged.cmd())) {
            throw ServinException.invalid("No command specified");
        }
        LogConfig log = checked.host().general().logConfig();
        seams.output().validateForCreation(log.type(), log.config());
        String runtime = runtime(checked.host());
        Map<String, EndpointView> endpoints = seams.networking().plan(merged, checked.host(), request.endpoints());
        HostConfig linked = Configs.withLinks(checked.host(), seams.networking().resolveLinks(checked.host().wiring().links()));
        try (Undo undo = new Undo()) {
            String id = seams.table().newId();
            String name = seams.table().reserve(request.name(), id);
            undo.push(() -> seams.table().free(name, id));
            ContainerConfig config = withHostname(merged, checked.host(), id);
            prepareWorkspace(id, image, checked.host(), undo);
            folder(id, undo);
            workingFolder.make(id, config.workingDir(), image.map(i -> i.settings().workingDir()).orElse(""));
            List<MountPoint> mounts = mounts(id, config, checked.host());
            undo.push(() -> seams.mounts().forget(id, checked.host(), mounts, true));
            ContainerRecord record = new ContainerRecord(id, name, seams.time().epochNanos(), image.map(i -> i.id().value()).orElse(""), config,
                    request.host().general().runtime() == null ? linked : Configs.withChosenRuntime(linked, runtime), endpoints, mounts, seams.storage().name(), runtime, ContainerRecord.State.created(), ContainerRecord.Restarts.NONE, null);
            seams.table().add(record);
            undo.forget();
            seams.table().events().publish(record, "create");
            return new Created(id, checked.warnings());
        }
    }

    private List<MountPoint> mounts(String id, ContainerConfig config, HostConfig host) {
        return seams.mounts().plan(id, config, host, other -> seams.table().find(other).record().mounts(), call -> seams.workspaces().with(id, root -> {
            call.accept(root);
            return null;
        }));
    }

    /** What the host part alone mounts. At a start all that is wrong with it is the client's mistake. */
    private List<MountPoint> wished(ContainerRecord record, HostConfig host) {
        try {
            return mounts(record.id(), RecordCopy.of(record.config()).set(ContainerConfig::volumes, null).get(), host);
        } catch (ServinException e) {
            throw e.kind() == ErrorKind.INTERNAL ? new ServinException(ErrorKind.INVALID_ARGUMENT, e.getMessage(), e) : e;
        }
    }

    /** A container with another host part. What is mounted already stays, but where the other part mounts something else. */
    ContainerRecord withHost(ContainerRecord record, HostConfig wish) {
        HostConfig host = Configs.withNameServers(seams.planner().check(record.config(), withLog(wish)).host());
        partners(host);
        seams.output().validateForCreation(host.general().logConfig().type(), host.general().logConfig().config());
        boolean sameNetwork = Objects.equals(host.wiring().networkMode(), record.host().wiring().networkMode());
        Map<String, EndpointView> endpoints = sameNetwork ? record.endpoints() : seams.networking().plan(record.config(), host, Map.of());
        HostConfig linked = Configs.withLinks(host, seams.networking().resolveLinks(host.wiring().links()));
        List<MountPoint> mounts = new ArrayList<>(wished(record, host));
        Set<String> taken = mounts.stream().map(MountPoint::destination).collect(Collectors.toSet());
        record.mounts().stream().filter(m -> !taken.contains(m.destination())).forEach(mounts::add);
        return record.withHost(linked).withMounts(mounts).withNetwork(endpoints, Optional.ofNullable(record.network()));
    }

    private static boolean isEmpty(List<String> list) {
        return list == null || list.isEmpty();
    }

    private Optional<Image> image(CreateRequest request) {
        String name = request.config().image();
        if (name == null || name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(seams.images().get(name, request.platform()));
    }

    /** Containers whose namespaces are to be joined must exist; the network's partner is looked at by the networks. */
    private void partners(HostConfig host) {
        for (String mode : Arrays.asList(host.isolation().pidMode(), host.isolation().ipcMode())) {
            ContainerRecord.shared(mode).filter(ref -> !ref.isEmpty()).ifPresent(ref -> {
                try {
                    seams.table().find(ref);
                } catch (ServinException absent) {
                    throw new ServinException(ErrorKind.INVALID_ARGUMENT, absent.getMessage(), absent);
                }
            });
        }
    }

    private HostConfig withLog(HostConfig host) {
        return Configs.withLog(host, logs.of(host.general().logConfig()));
    }

    private String runtime(HostConfig host) {
        String asked = host.general().runtime();
        if (asked == null || asked.isEmpty()) {
            return seams.settings().value("default-runtime").filter(n -> seams.drivers().known(DriverKind.RUNTIME, n))
                    .orElseGet(() -> seams.drivers().preferred(DriverKind.RUNTIME));
        }
        if (seams.drivers().known(DriverKind.RUNTIME, asked)) {
            return asked;
        }
        if (asked.equals("runc")) { // see LaunchPlanner.check
            return seams.drivers().preferred(DriverKind.RUNTIME);
        }
        throw ServinException.invalid("Unknown runtime specified " + asked);
    }

    private ContainerConfig withHostname(ContainerConfig c, HostConfig host, String id) {
        if (c.hostname() != null && !c.hostname().isEmpty()) {
            return c;
        }
        String hostname = "host".equals(host.wiring().networkMode()) ? hostsName() : id.substring(0, 12);
        return Configs.withHostname(c, hostname, c.domainname());
    }

    private static String hostsName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            throw ServinException.internal("cannot read the host's name: " + e.getMessage(), e);
        }
    }

    private void prepareWorkspace(String id, Optional<Image> image, HostConfig host, Undo undo) {
        Optional<LayerId> layer = image.map(i -> seams.images().containerLayer(i.id()));
        Map<String, String> options = host.general().storageOpt() == null ? Map.of() : host.general().storageOpt();
        try (Lease<StorageDriver> storage = seams.storage().storage()) {
            storage.driver().prepare(new WorkspaceId(id), layer, new WorkspaceOptions(options, owner));
        }
        undo.push(() -> removeWorkspace(id));
    }

    private void removeWorkspace(String id) {
        try (Lease<StorageDriver> storage = seams.storage().storage()) {
            storage.driver().removeWorkspace(new WorkspaceId(id));
        }
    }

    private void folder(String id, Undo undo) {
        Path folder = seams.table().folder(id);
        Folders.make(folder);
        undo.push(() -> Folders.delete(folder));
    }
}
