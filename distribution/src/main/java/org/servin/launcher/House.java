package org.servin.launcher;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.util.tracker.ServiceTracker;

/** The OSGi framework with everything that the features name. */
final class House {
    /** The listeners accept connections, and there is something that answers; named as text since the launcher sees none of the bundles' classes. */
    private static final List<String> READY = List.of("org.servin.http.HttpListeners", "org.servin.http.HttpApplication");
    private static final String SHELL = "org.servin.shell.Shell";
    /** Bundles whose files the framework keeps open; others are opened again when something of theirs is read. */
    private static final String OPEN_BUNDLES = "8";
    private static final int CONFIGURED_LEVEL = 1;
    private static final int RUNNING_LEVEL = 5;
    /** How often a start that waits looks whether what it waits for has failed: declarative services do not tell of that. */
    private static final int LOOK_MILLIS = 250;
    private static final int START_SECONDS = Integer.getInteger("servin.start.seconds", 60);
    private final Framework framework;
    private final Settings settings;
    private final List<Bundle> onDemand = new ArrayList<>();

    private House(Framework framework, Settings settings) {
        this.framework = framework;
        this.settings = settings;
    }

    /** Installs what the features name, from a repository folder, and configures it; nothing runs yet but the lowest level. */
    static House build(Path home, Settings settings) throws StartFailure {
        Framework framework = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(frameworkProperties(home, settings));
        try {
            framework.init();
            House house = new House(framework, settings);
            house.install(Feature.readAll(home.resolve("etc/features")), home.resolve("system"));
            framework.start();
            house.reach(CONFIGURED_LEVEL);
            Configurations.write(framework.getBundleContext(), settings);
            return house;
        } catch (BundleException | IOException e) {
            throw new StartFailure("the framework does not start: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> frameworkProperties(Path home, Settings settings) {
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, settings.run().resolve("osgi").toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, String.valueOf(CONFIGURED_LEVEL));
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SharedPackages.LIST);
        properties.put("felix.cache.locking", "false");
        properties.put("felix.cache.filelimit", OPEN_BUNDLES); // each one that is open has its whole table of contents in memory
        properties.put("ds.showtrace", "false");
        properties.put("felix.fileinstall.dir", home.resolve("plugins").toString());
        properties.put("felix.fileinstall.noInitialDelay", "true");
        properties.put("felix.fileinstall.poll", "1000");
        properties.put("felix.fileinstall.start.level", String.valueOf(RUNNING_LEVEL));
        properties.put("felix.fileinstall.tmpdir", settings.run().resolve("fileinstall").toString());
        properties.put("felix.fileinstall.log.level", "1");
        return properties;
    }

    private void install(List<Feature> features, Path repository) throws BundleException, StartFailure {
        List<String> missing = new ArrayList<>();
        List<Bundle> toStart = new ArrayList<>();
        for (Feature feature : features) {
            for (Feature.Deployed deployed : feature.bundles()) {
                Path file = deployed.in(repository);
                if (!Files.isRegularFile(file)) {
                    missing.add("feature " + feature.id() + " names a bundle that is not there: " + file);
                    continue;
                }
                Bundle bundle = framework.getBundleContext().installBundle("reference:" + file.toUri());
                bundle.adapt(BundleStartLevel.class).setStartLevel(deployed.startLevel());
                if (deployed.start() == Feature.Start.ON_DEMAND) {
                    onDemand.add(bundle);
                }
                if (deployed.start() == Feature.Start.ALWAYS && (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) == 0) {
                    toStart.add(bundle);
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new StartFailure(missing);
        }
        for (Bundle bundle : toStart) {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
    }

    /** Starts everything, and returns when clients can connect. */
    void open() throws StartFailure, InterruptedException {
        List<String> problems = reach(RUNNING_LEVEL);
        BundleContext context = framework.getBundleContext();
        if (!problems.isEmpty()) {
            List<String> failed = new Doctor(context).failures();
            throw new StartFailure(failed.isEmpty() ? problems : failed);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        for (String service : READY) {
            await(context, service, end);
        }
    }

    private static void await(BundleContext context, String service, long end) throws StartFailure, InterruptedException {
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, service, null);
        tracker.open();
        try {
            Doctor doctor = new Doctor(context);
            while (tracker.waitForService(LOOK_MILLIS) == null) {
                List<String> failed = doctor.failures(service);
                if (!failed.isEmpty()) {
                    throw new StartFailure(failed);
                }
                if (System.nanoTime() - end > 0) {
                    throw new StartFailure(doctor.findings());
                }
            }
        } finally {
            tracker.close();
        }
    }

    private List<String> reach(int level) {
        List<String> problems = new ArrayList<>();
        CountDownLatch reached = new CountDownLatch(1);
        framework.getBundleContext().addFrameworkListener(event -> {
            if (event.getType() == FrameworkEvent.ERROR) {
                synchronized (problems) {
                    problems.add("bundle " + event.getBundle().getSymbolicName() + ": " + rootMessage(event.getThrowable()));
                }
            }
        });
        framework.adapt(FrameworkStartLevel.class).setStartLevel(level, event -> reached.countDown());
        try {
            reached.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (problems) {
            return List.copyOf(problems);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** Hands a client to the administrator's shell, whose bundles are started for the first one. Returns when he is served. */
    @SuppressWarnings("unchecked") // as the bundle of the shell says
    void serveShell(SocketChannel client) throws BundleException {
        for (Bundle bundle : onDemand) {
            bundle.start(Bundle.START_TRANSIENT);
        }
        BundleContext context = framework.getBundleContext();
        ServiceReference<?> shell = context.getServiceReference(SHELL);
        if (shell == null) {
            throw new BundleException("nothing offers " + SHELL);
        }
        try {
            ((Consumer<SocketChannel>) context.getService(shell)).accept(client);
        } finally {
            context.ungetService(shell);
        }
    }

    /** Does this when the framework begins to stop, by whomever it is stopped. */
    void whenStopping(Runnable action) {
        framework.getBundleContext().addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
                action.run();
            }
        });
        if (framework.getState() != Bundle.ACTIVE) { // it began before somebody listened
            action.run();
        }
    }

    /** Takes what can be changed while the engine runs. */
    void rewrite(Settings changed) throws IOException, StartFailure {
        Configurations.rewrite(framework.getBundleContext(), changed);
    }

    /** Where the engine answers. */
    String endpoints() {
        Object hosts = settings.values().get("hosts");
        return hosts instanceof List<?> list ? list.stream().map(String::valueOf).reduce((a, b) -> a + ", " + b).orElse("") : String.valueOf(hosts);
    }

    /** Stops everything in reverse order; containers go on. */
    void close() throws InterruptedException {
        try {
            framework.stop();
        } catch (BundleException e) {
            System.err.println("servin: the framework does not stop: " + e.getMessage());
        }
        framework.waitForStop(TimeUnit.SECONDS.toMillis(30));
    }

    /** Waits until the framework has been stopped, by whomever. */
    void awaitEnd() throws InterruptedException {
        framework.waitForStop(0);
    }
}
