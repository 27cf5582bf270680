package org.servin.launcher;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code servin}: runs the engine in the foreground. */
@Command(name = "servin", mixinStandardHelpOptions = true, versionProvider = Servin.Version.class, sortOptions = false, subcommands = ShellClient.class,
        description = "A container engine that speaks the Docker Engine API.")
final class Servin implements Callable<Integer> {
    private static final Path DEFAULT_CONFIG = Path.of("/etc/servin/daemon.json");

    @Option(names = {"--root", "--data-root"}, paramLabel = "FOLDER", description = "what is kept (default: /var/lib/servin)")
    private Path root;

    @Option(names = {"--run", "--exec-root"}, paramLabel = "FOLDER", description = "what lives until a reboot (default: /run/servin)")
    private Path run;

    @Option(names = {"-H", "--host"}, paramLabel = "URL", 
            description = "where to listen, may be repeated: unix:///path, tcp://, http:// or https://address:port, fd:// or fd://name (default: unix:///run/servin.sock)")
    private List<String> hosts;

    @Option(names = {"-G", "--group"}, paramLabel = "GROUP", description = "who may use the unix sockets beside root (default: docker)")
    private String group;

    @Mixin
    private TlsOptions tls;

    @Option(names = "--config", paramLabel = "FILE", description = "settings, with the keys of dockerd's daemon.json (default: /etc/servin/daemon.json if it is there)")
    private Path config;

    @Option(names = "--userns-remap", paramLabel = "USER[:GROUP]", description = "whose subordinate ids containers' users are; default: those of dockremap, which is made")
    private String remap;

    @Option(names = {"-D", "--debug"}, description = "log more")
    private boolean debug;

    /** What was read last and could be used. */
    private Settings inForce;

    /** The version, as the distribution's manifest has it. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Servin.class.getPackage().getImplementationVersion();
            return new String[] {"servin " + (version == null ? "(not built)" : version)};
        }
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Servin()).setStopAtPositional(true).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            return serve(load());
        } catch (StartFailure e) {
            e.problems().forEach(problem -> System.err.println("servin: " + problem));
            if (debug && e.getCause() != null) {
                e.getCause().printStackTrace();
            }
            return 1;
        }
    }

    private Settings load() throws StartFailure {
        return Settings.load(config == null ? DEFAULT_CONFIG : config, config != null, commandLine());
    }

    private Map<String, Object> commandLine() {
        Map<String, Object> values = new LinkedHashMap<>();
        if (root != null) {
            values.put("root", root.toAbsolutePath().toString());
        }
        if (run != null) {
            values.put("run", run.toAbsolutePath().toString());
        }
        if (hosts != null) {
            values.put("hosts", hosts);
        }
        if (group != null) {
            values.put("group", group);
        }
        values.putAll(tls.values());
        if (remap != null) {
            values.put("userns-remap", remap);
        }
        if (debug) {
            values.put("debug", true);
        }
        return values;
    }

    private int serve(Settings wanted) throws StartFailure, InterruptedException {
        List<String> problems = new HostCheck().problems(wanted);
        if (!problems.isEmpty()) {
            throw new StartFailure(problems);
        }
        Settings settings = new Remapping().apply(wanted);
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", settings.debug() ? "debug" : "warn");
        System.setProperty("org.slf4j.simpleLogger.log.org.eclipse.jetty", settings.debug() ? "info" : "warn"); // it would write each header, those with secrets, too
        try (FileLock lock = HostCheck.claim(settings.root())) {
            Path home = Path.of(System.getProperty("servin.home")).toAbsolutePath();
            House house = House.build(home, settings);
            Thread stopper = new Thread(() -> stop(house), "servin-stop");
            Runtime.getRuntime().addShutdownHook(stopper);
            try {
                house.open();
            } catch (StartFailure e) {
                Runtime.getRuntime().removeShutdownHook(stopper);
                house.close();
                throw e;
            }
            inForce = wanted;
            HangUp.handle(() -> reload(house, wanted));
            System.err.println("servin: ready at " + house.endpoints());
            try (ShellDoor door = ShellDoor.open(settings.run())) {
                house.whenStopping(door::close);
                door.serve(house::serveShell); // by this thread, which has nothing else to do
            }
            house.awaitEnd();
            return lock.isValid() ? 0 : 1;
        } catch (IOException e) {
            throw new StartFailure(e.getMessage(), e);
        }
    }

    /** As dockerd at the same signal: what cannot be changed while the engine runs is told, what is wrong changes nothing. */
    private synchronized void reload(House house, Settings atStart) {
        try {
            Settings now = load();
            if (inForce.provesCallers() && !now.provesCallers()) { // listeners were opened to whoever proves who they are
                System.err.println("servin: settings stay as they were: without authentication listeners would be open to everybody; for that, start the engine anew");
                return;
            }
            Set<String> later = atStart.fixed().changed(now.fixed());
            if (!later.isEmpty()) {
                System.err.println("servin: changed settings that count at the next start only: " + String.join(", ", later));
            }
            house.rewrite(now);
            inForce = now;
            System.err.println("servin: settings were read again");
        } catch (StartFailure e) {
            e.problems().forEach(problem -> System.err.println("servin: settings stay as they were: " + problem));
        } catch (IOException | RuntimeException e) { // one that ends the handler would end nothing else, and be told nobody
            System.err.println("servin: settings stay as they were: " + e);
        }
    }

    private static void stop(House house) {
        try {
            house.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
