package org.servin.itests.swap;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.servin.itests.swap.Docker.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;

/** Drivers that hang or fail when they come: they are listed as what they are, and hold up neither the engine's start nor anybody's work. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class TroubledDriverIT {
    @Inject
    private BundleContext context;
    private Bundles bundles;
    private Bundle troubled;
    private Path folder;

    @Configuration
    public Option[] deployment() {
        return new Option[] {House.engine()};
    }

    @Before
    public void imageIsThere() throws IOException {
        Docker.withImage();
        bundles = new Bundles(context);
        folder = Files.createTempDirectory("servin-troubled");
    }

    @After
    public void nothingIsLeft() throws Exception {
        if (troubled != null) {
            troubled.uninstall();
        }
        Docker.awaitEngine();
        Docker.clear();
        Command.run("rm", "-rf", folder.toString()).exits(0);
    }

    @Test
    public void oneThatHangsHoldsUpNobody() throws Exception {
        Path gate = folder.resolve("gate");
        Command.run("mkfifo", gate.toString()).exits(0);
        docker("run", "-d", "--name", "bystander", "busybox", "sleep", "300").exits(0);
        start("hangs", "java.nio.file.Files.readString(java.nio.file.Path.of(\"" + gate + "\"));", "Probe.usable()");
        isListed("hangs", "false", "BROKEN: it has not come up after 5 s");
        assertEquals("bystander", docker("ps", "--format", "{{.Names}}").text());
        docker("run", "--rm", "busybox", "true").exits(0);
        Bundle core = bundles.bundle("org.servin.core");
        core.stop();
        core.start();
        Docker.awaitEngine();
        isListed("hangs", "false", "BROKEN: it has not come up after 5 s");
        assertEquals("running", docker("inspect", "-f", "{{.State.Status}}", "bystander").text());
        docker("exec", "bystander", "true").exits(0);
        Files.writeString(gate, "open");
        Await.until("it has come up", () -> about("hangs").startsWith("true "));
    }

    @Test
    public void oneThatFailsIsListedWithTheReason() throws Exception {
        start("throws", "if (true) throw new IllegalStateException(\"no such device\");", "Probe.usable()");
        isListed("throws", "false", "BROKEN: its component could not be activated");
        docker("run", "--rm", "busybox", "true").exits(0);
    }

    @Test
    public void oneWhoseProbeFailsIsListedWithTheReason() throws Exception {
        start("guesses", "", "fail()");
        isListed("guesses", "false", "BROKEN: it failed: java.lang.IllegalStateException: cannot tell");
        docker("run", "--rm", "busybox", "true").exits(0);
    }

    private static String about(String driver) {
        return docker("plugin", "inspect", "-f", "{{.Enabled}} {{.Config.Description}}", "auth/" + driver).out().strip();
    }

    private static void isListed(String driver, String enabled, String state) {
        String listed = about(driver);
        assertTrue(listed, listed.startsWith(enabled + " ") && listed.endsWith(state));
    }

    /** Builds, installs and starts a driver as somebody else would make it. */
    private void start(String name, String construction, String probe) throws Exception {
        Path source = folder.resolve("Troubled.java");
        Files.writeString(source, """
                package troubled;

                import java.util.Optional;
                import org.servin.spi.Probe;
                import org.servin.spi.auth.AuthDriver;
                import org.servin.spi.auth.Caller;
                import org.servin.spi.auth.Principal;

                public final class Troubled implements AuthDriver {
                    public Troubled() throws Exception { %s }

                    public Probe probe() { return %s; }

                    private static Probe fail() { throw new IllegalStateException("cannot tell"); }

                    public Optional<Principal> authenticate(Caller caller) { return Optional.empty(); }
                }
                """.formatted(construction, probe));
        String contracts = Bundles.jar(bundles.bundle("org.servin.spi")).toString();
        Command.run(System.getProperty("java.home") + "/bin/javac", "--release", "17", "-cp", contracts, "-d", folder.toString(), source.toString()).exits(0);
        try (InputStream jar = Files.newInputStream(jar(name))) {
            troubled = context.installBundle("troubled:" + name, jar);
        }
        troubled.start();
    }

    private Path jar(String name) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "troubled." + name);
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Import-Package", "org.servin.spi;version=\"[1.0,2)\",org.servin.spi.auth;version=\"[1.0,2)\"");
        main.putValue("Service-Component", "OSGI-INF/troubled.xml");
        Path jar = folder.resolve(name + ".jar");
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file, manifest)) {
            put(out, "troubled/Troubled.class", Files.readAllBytes(folder.resolve("troubled/Troubled.class")));
            put(out, "OSGI-INF/troubled.xml", """
                    <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="troubled.%1$s">
                      <property name="servin.driver.kind" type="String" value="auth"/>
                      <property name="servin.driver.name" type="String" value="%1$s"/>
                      <service><provide interface="org.servin.spi.auth.AuthDriver"/></service>
                      <implementation class="troubled.Troubled"/>
                    </scr:component>
                    """.formatted(name).getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }
}
