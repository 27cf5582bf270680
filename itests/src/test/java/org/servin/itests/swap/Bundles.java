package org.servin.itests.swap;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.servin.itests.harness.Await;

/** The framework's bundles in an administrator's hands. */
final class Bundles {
    private final BundleContext context;

    Bundles(BundleContext context) {
        this.context = context;
    }

    Bundle bundle(String name) {
        return Arrays.stream(context.getBundles()).filter(b -> name.equals(b.getSymbolicName())).findFirst().orElseThrow(() -> new AssertionError("no bundle " + name));
    }

    /** The file that it was installed from. */
    static Path jar(Bundle bundle) {
        return Path.of(URI.create(bundle.getLocation().substring("reference:".length())));
    }

    /** Reads the bundle's jar anew, as for a newer version, and has whoever used the old one use the new one. The bundle's state stays. Gives the old class loader. */
    WeakReference<ClassLoader> update(Bundle bundle) throws IOException, BundleException, InterruptedException {
        WeakReference<ClassLoader> old = new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
        try (InputStream newer = Files.newInputStream(jar(bundle))) {
            bundle.update(newer);
        }
        refresh(bundle);
        return old;
    }

    private void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
            }
        });
        if (!done.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the bundles that use " + bundle + " were not refreshed in a minute");
        }
    }

    /** Waits until no object holds an old class loader. */
    static void awaitUnloaded(String name, WeakReference<ClassLoader> old) {
        Await.until("nothing holds the classes of the old " + name, () -> {
            System.gc();
            return old.get() == null;
        });
    }
}
