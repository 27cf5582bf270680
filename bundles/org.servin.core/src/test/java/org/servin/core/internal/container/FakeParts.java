package org.servin.core.internal.container;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.EndpointView;
import org.servin.core.container.HostConfig;
import org.servin.core.container.MountPoint;
import org.servin.core.container.NetworkView;
import org.servin.core.container.ResourceLimits;
import org.servin.core.exec.ExecConfig;
import org.servin.core.internal.launch.LaunchPlanner;
import org.servin.core.internal.network.ContainerNetworking;
import org.servin.core.internal.stream.OutputHub;
import org.servin.core.internal.volume.ContainerMounts;
import org.servin.core.stream.LogDeliveryState;
import org.servin.core.system.EngineSettings;
import org.servin.spi.ErrorKind;
import org.servin.spi.IdMaps;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogTarget;
import org.servin.spi.network.SandboxKind;
import org.servin.spi.runtime.Capabilities;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.runtime.Namespace;
import org.servin.spi.runtime.Namespaces;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.RunningProcess;

/** The seams around containers, each the least that a container's life needs, with books that tests read. */
final class FakeParts {
    private FakeParts() { }

    /** An implementation of which no method may be called. */
    static <T> T unused(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            throw new UnsupportedOperationException(method.toString());
        }));
    }

    record Settings(Path root, Path run, Map<String, String> values, Map<String, Map<String, String>> maps) implements EngineSettings {
        Settings(Path root, Path run) {
            this(root, run, new HashMap<>(), new HashMap<>());
        }

        @Override
        public String engineId() {
            return "engine";
        }

        @Override
        public String version() {
            return "0";
        }

        @Override
        public List<String> values(String key) {
            return values.containsKey(key) ? List.of(values.get(key)) : List.of();
        }

        @Override
        public Map<String, String> map(String key) {
            return maps.getOrDefault(key, Map.of());
        }
    }

    static final class Planner implements LaunchPlanner {
        @Override
        public Checked check(ContainerConfig config, HostConfig host) {
            return new Checked(config, host, List.of());
        }

        @Override
        public LaunchSpec plan(Input input) {
            Namespace own = Namespace.fresh();
            return new LaunchSpec(input.id(), input.runFolder(), input.root(), false, 0, new Namespaces(own, own, own, own, own), IdMaps.NONE, "", "", input.mounts(), List.of(),
                    List.of(), List.of(), Map.of(), "/servin/" + input.id(), Resources.none(), false, process(input.config().cmd()));
        }

        private static ProcessSpec process(List<String> args) {
            Capabilities none = new Capabilities(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());
            return new ProcessSpec(args, List.of(), "/", false, "", List.of(), none, false, Optional.empty(), Optional.empty(), List.of(), Optional.empty(), false,
                    false, 0, 0);
        }

        @Override
        public ProcessSpec exec(ContainerConfig config, HostConfig host, ExecConfig exec, Optional<int[]> rowsAndColumns) {
            return process(exec.cmd());
        }

        @Override
        public Updated update(HostConfig present, ResourceLimits wish) {
            return new Updated(wish == null ? present.resources() : wish, List.of(), Resources::none);
        }

        @Override
        public int signal(String nameOrNumber) {
            return switch (nameOrNumber) {
                case "SIGTERM", "TERM", "15" -> 15;
                case "SIGKILL", "KILL", "9" -> 9;
                case "SIGHUP", "HUP", "1" -> 1;
                default -> throw ServinException.invalid("Invalid signal: " + nameOrNumber);
            };
        }
    }

    static final class Networking implements ContainerNetworking {
        @Override
        public void unlinked(Subject linker, String alias) { }

        final Set<String> held = ConcurrentHashMap.newKeySet();
        volatile String joinFailure = "";
        volatile List<Restored> restored = List.of();

        @Override
        public Map<String, EndpointView> plan(ContainerConfig config, HostConfig host, Map<String, EndpointConfig> asked) {
            return Map.of("bridge", new EndpointView(EndpointConfig.none(), "n1", "", "", "", 0, "", "", 0, "", List.of()));
        }

        @Override
        public List<String> resolveLinks(List<String> asked) {
            return asked;
        }

        @Override
        public List<String> shownLinks(Subject subject) {
            return subject.host().wiring().links();
        }

        @Override
        public List<String> environment(Subject subject) {
            return List.of();
        }

        @Override
        public SandboxKind sandbox(Subject subject) {
            return SandboxKind.PRIVATE;
        }

        @Override
        public Map<String, EndpointView> allocate(Subject subject) {
            held.add(subject.id());
            return subject.endpoints();
        }

        @Override
        public NetworkView join(Subject subject, int pid) {
            if (!joinFailure.isEmpty()) {
                held.remove(subject.id());
                throw ServinException.conflict(joinFailure);
            }
            EndpointView joined = new EndpointView(EndpointConfig.none(), "n1", "e1", "172.17.0.1", "172.17.0.2", 16, "", "", 0, "02:42:ac:11:00:02", List.of());
            return new NetworkView("s1", "/proc/" + pid + "/ns/net", Map.of("80/tcp", Optional.empty()), Map.of("bridge", joined));
        }

        @Override
        public void release(String containerId) {
            held.remove(containerId);
        }

        @Override
        public void restore(List<Restored> running) {
            restored = running;
            running.forEach(r -> held.add(r.subject().id()));
        }

        @Override
        public Optional<NetworkView> publish(Subject subject) {
            return held.contains(subject.id()) ? Optional.of(join(subject, 1)) : Optional.empty();
        }

        @Override
        public NetworkView idle(Subject subject) {
            return new NetworkView("", "", Map.of(), subject.endpoints());
        }

        @Override
        public void renamed(String containerId, String newName) { }
    }

    static final class Mounts implements ContainerMounts {
        final Set<String> mounted = ConcurrentHashMap.newKeySet();
        final Set<String> referred = ConcurrentHashMap.newKeySet();
        volatile boolean settled;

        @Override
        public List<MountPoint> plan(String containerId, ContainerConfig config, HostConfig host, Function<String, List<MountPoint>> others, RootView rootView) {
            referred.add(containerId);
            return List.of();
        }

        @Override
        public List<MountSpec> prepare(String containerId, HostConfig host, List<MountPoint> mounts) {
            mounted.add(containerId);
            return List.of();
        }

        @Override
        public void release(String containerId, List<MountPoint> mounts) {
            mounted.remove(containerId);
        }

        @Override
        public void restore(String containerId, List<MountPoint> mounts) {
            mounted.add(containerId);
        }

        @Override
        public void forget(String containerId, HostConfig host, List<MountPoint> mounts, boolean removeAnonymous) {
            referred.remove(containerId);
        }

        @Override
        public void refer(String containerId, List<MountPoint> mounts) {
            referred.add(containerId);
        }

        @Override
        public void settle() {
            settled = true;
        }
    }

    static final class Output implements OutputHub {
        final Set<String> begun = ConcurrentHashMap.newKeySet();
        final List<String> changes = new ArrayList<>();
        Optional<String> unreachable = Optional.empty();
        Optional<String> refused = Optional.empty();

        @Override
        public void begin(LogTarget target, String logDriver, RunningProcess process, boolean terminal, boolean stdinOnce, Path folder) {
            begun.add(target.containerId());
        }

        @Override
        public CompletionStage<Void> drained(String containerId) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> remove(LogTarget target, String logDriver, boolean asked) {
            begun.remove(target.containerId());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> resumeRemoved(String containerId, Path folder) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean isForAll(String option) {
            return option.startsWith("cache-");
        }

        @Override
        public void validateForCreation(String logDriver, Map<String, String> options) {
            validate(logDriver, options);
        }

        @Override
        public void validate(String logDriver, Map<String, String> options) {
            refused.ifPresent(reason -> {
                throw ServinException.invalid(reason);
            });
        }

        @Override
        public Optional<Path> path(LogTarget target, String logDriver) {
            return Optional.empty();
        }

        @Override
        public void reach(LogTarget target, String logDriver) {
            unreachable.ifPresent(reason -> {
                throw new ServinException(ErrorKind.INTERNAL, reason);
            });
        }

        @Override
        public void change(LogTarget target, String logDriver) {
            changes.add(logDriver + " " + target.options());
        }

        @Override
        public void resume(LogTarget target, String logDriver) { }

        @Override
        public List<LogDeliveryState> deliveries(LogTarget target, String logDriver) {
            return List.of();
        }
    }
}
