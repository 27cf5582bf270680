package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Registry;

/** OCI layouts: umoci and skopeo read and change what Servin saved, and Servin loads and pulls what they made of it. */
public class OciLayoutIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();
    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();
    private static Registry registry;
    private static Path layout;

    /** Of an image that Servin saved, umoci makes another one with a layer more: a file is new, one is changed, one is gone, and the settings are other ones. */
    @BeforeClass
    public static void repack() throws IOException {
        registry = new Registry(ENGINE);
        ENGINE.docker("run", "--name", "base", "busybox", "sh", "-c", "mkdir -p /d/sub; echo old > /d/changed; echo old > /d/gone; ln -s changed /d/link; chown 7:8 /d/sub; chmod 4755 /d/changed").exits(0);
        ENGINE.docker("commit", "-c", "ENV A=1", "base", "team/app:1").exits(0);
        ENGINE.docker("rm", "base").exits(0);
        layout = FOLDER.newFolder("layout").toPath();
        Path saved = FOLDER.getRoot().toPath().resolve("saved.tar");
        ENGINE.docker("save", "-o", saved.toString(), "team/app:1").exits(0);
        Command.run("tar", "-xf", saved.toString(), "-C", layout.toString()).exits(0);
        Path bundle = FOLDER.getRoot().toPath().resolve("bundle");
        umoci("unpack", "--image", layout + ":1", bundle.toString());
        Path files = bundle.resolve("rootfs/d");
        assertEquals("old\n", Files.readString(files.resolve("changed")));
        assertEquals("4755 0:0", Command.run("stat", "-c", "%a %u:%g", files.resolve("changed").toString()).text());
        assertEquals("7:8", Command.run("stat", "-c", "%u:%g", files.resolve("sub").toString()).text());
        assertEquals(Path.of("changed"), Files.readSymbolicLink(files.resolve("link")));
        Files.writeString(files.resolve("changed"), "new\n");
        Files.writeString(files.resolve("added"), "new\n");
        Files.delete(files.resolve("gone"));
        umoci("repack", "--image", layout + ":2", bundle.toString());
        umoci("config", "--image", layout + ":2", "--config.env", "B=2", "--config.cmd", "cat", "--config.cmd", "/d/changed", "--config.cmd", "/d/added");
        umoci("tag", "--image", layout + ":2", "3");
        umoci("remove", "--image", layout + ":1");
        umoci("remove", "--image", layout + ":2");
        umoci("gc", "--layout", layout.toString());
        ENGINE.docker("rmi", "team/app:1", "busybox").exits(0); // so that all layers come from umoci
    }

    @AfterClass
    public static void closeRegistry() throws IOException {
        registry.close();
    }

    private static void umoci(String... args) {
        String[] command = new String[args.length + 1];
        command[0] = "umoci";
        System.arraycopy(args, 0, command, 1, args.length);
        Command.run(command).exits(0);
    }

    private static void isAsRepacked(String image) {
        assertEquals("new\nnew\n", ENGINE.docker("run", "--rm", image).exits(0).out());
        assertEquals("added changed link sub", ENGINE.docker("run", "--rm", image, "sh", "-c", "cd /d; echo *; test $A$B = 12").exits(0).text());
        assertEquals("[A=1 B=2]", ENGINE.docker("inspect", "-f", "{{.Config.Env}}", image).text().replaceAll("PATH=[^ \\]]* ?", ""));
        assertEquals("3", ENGINE.docker("inspect", "-f", "{{len .RootFS.Layers}}", image).text());
    }

    @Test
    public void loadsWhatUmociMade() throws IOException {
        Files.deleteIfExists(layout.resolve("manifest.json"));
        Files.deleteIfExists(layout.resolve("repositories"));
        Path archive = FOLDER.getRoot().toPath().resolve("layout.tar");
        Command.run("tar", "-cf", archive.toString(), "-C", layout.toString(), ".").exits(0);
        String loaded = ENGINE.docker("load", "-i", archive.toString()).exits(0).text();
        assertTrue(loaded, loaded.startsWith("Loaded image"));
        String image = loaded.replaceFirst("Loaded image( ID)?: ", "");
        isAsRepacked(image);
        ENGINE.docker("rmi", image).exits(0);
    }

    @Test
    public void pullsWhatUmociMadeAndUmociUnpacksWhatWasPushed() throws IOException {
        String name = Registry.ADDRESS + "/team/umoci:3";
        ENGINE.inNamespace("skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false", "oci:" + layout + ":3", "docker://" + name).exits(0);
        ENGINE.docker("pull", name).exits(0);
        isAsRepacked(name);
        String again = Registry.ADDRESS + "/team/again:4";
        ENGINE.docker("tag", name, again).exits(0);
        ENGINE.docker("push", again).exits(0);
        Path back = FOLDER.getRoot().toPath().resolve("back");
        ENGINE.inNamespace("skopeo", "--insecure-policy", "copy", "--src-tls-verify=false", "docker://" + again, "oci:" + back + ":4").exits(0);
        Path bundle = FOLDER.getRoot().toPath().resolve("again");
        umoci("unpack", "--image", back + ":4", bundle.toString());
        assertEquals("new\n", Files.readString(bundle.resolve("rootfs/d/added")));
        String pulled = ENGINE.docker("inspect", "-f", "{{index .RepoDigests 0}}", name).text();
        assertEquals(pulled.replaceFirst(".*@", ""), digest(back)); // nothing changed on the way
        ENGINE.docker("rmi", name, again).exits(0);
    }

    private static String digest(Path oci) throws IOException {
        return Files.readString(oci.resolve("index.json")).replaceAll("(?s).*\"digest\":\\s*\"(sha256:[0-9a-f]{64})\".*", "$1");
    }
}
