package org.servin.core.internal.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.core.container.HostConfig;
import org.servin.core.container.MountPoint;
import org.servin.core.container.PruneReport;
import org.servin.core.filter.Filters;
import org.servin.core.internal.launch.FixedDrivers;
import org.servin.core.internal.launch.Wire;
import org.servin.core.internal.MemoryStore;
import org.servin.core.volume.VolumeInfo;
import org.servin.linux.fs.Mounts;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.MountSpec;

class EngineVolumesTest {
    private static final Function<String, List<MountPoint>> NO_OTHERS = ref -> {
        throw ServinException.notFound("No such container: " + ref);
    };

    @TempDir
    Path folder;
    private final MemoryStore store = new MemoryStore();
    private final EventNames events = new EventNames();
    private FolderVolumes driver;
    private Path mountinfo;
    private EngineVolumes volumes;

    @BeforeEach
    void open() throws IOException {
        mountinfo = Files.writeString(folder.resolve("mountinfo"), "1 0 8:1 / / rw shared:1 - ext4 /dev/sda rw\n");
        driver = new FolderVolumes(folder.resolve("volumes"));
        volumes = reopen();
    }

    private EngineVolumes reopen() {
        return new EngineVolumes(store, new FixedDrivers(Map.of(DriverKind.VOLUME, "local"), Map.of(DriverKind.VOLUME, driver)), events, new BindPropagation(Path.of("/root"), new HostMounts(mountinfo)), Owner.ROOT);
    }

    private List<MountPoint> plan(String id, String config, String host) {
        return volumes.plan(id, Wire.config(config), Wire.host(host), NO_OTHERS, call -> { });
    }

    private static Filters filter(String key, String value) {
        return new Filters(Map.of(key, List.of(value)));
    }

    @Test
    void volumesAreMadeFoundAndRemoved() {
        VolumeInfo made = volumes.create("data", "", Optional.of(Map.of()), Optional.of(Map.of("a", "b")));
        assertEquals("local", made.driver());
        assertEquals(Optional.of(Map.of("a", "b")), made.labels());
        assertEquals(made, volumes.create("data", "local", Optional.empty(), Optional.empty()));
        volumes = reopen();
        assertEquals(made, volumes.inspect("data"));
        volumes.remove("data", false);
        assertEquals("get data: no such volume", assertThrows(ServinException.class, () -> volumes.remove("data", false)).getMessage());
        volumes.remove("data", true);
        assertEquals(List.of("create data", "create data", "destroy data"), events.published);
        assertEquals(64, volumes.create("", "", Optional.empty(), Optional.empty()).name().length());
    }

    @Test
    void driversAreNamedInDockerdsWords() {
        ServinException e = assertThrows(ServinException.class, () -> volumes.create("x1", "nosuch", Optional.empty(), Optional.empty()));
        assertEquals(ErrorKind.NOT_FOUND, e.kind());
        assertEquals("create x1: error looking up volume plugin nosuch: plugin \"nosuch\" not found", e.getMessage());
        assertEquals("create bad: no such names", assertThrows(ServinException.class, () -> volumes.create("bad", "", Optional.empty(), Optional.empty())).getMessage());
    }

    @Test
    void inUseUntilForgotten() {
        List<MountPoint> mounts = plan("c1", "{}", "{'Binds':['data:/d:ro','/tmp:/t']}");
        assertEquals(new MountPoint("volume", "data", folder.resolve("volumes/data").toString(), "/d", "local", "ro", false, ""), mounts.get(0));
        assertEquals(new MountPoint("bind", "", "/tmp", "/t", "", "", true, "rprivate"), mounts.get(1));
        ServinException e = assertThrows(ServinException.class, () -> volumes.remove("data", false));
        assertEquals(ErrorKind.IN_USE, e.kind());
        assertEquals("remove data: volume is in use - [c1]", e.getMessage());
        assertEquals(List.of(), volumes.prune(Filters.none()).deleted());
        assertEquals(1, volumes.list(filter("dangling", "false")).size());
        volumes.forget("c1", Wire.host("{}"), mounts, true);
        assertEquals(1, volumes.list(filter("dangling", "true")).size());
        volumes.remove("data", false);
    }

    @Test
    void anonymousVolumesGoWithTheirContainerIfAsked() {
        List<MountPoint> mounts = plan("c1", "{'Volumes':{'/a':{},'/named':{},'/t':{}}}", "{'Binds':['keep:/named'],'Tmpfs':{'/t':''}}");
        assertEquals(Set.of("/a", "/named"), Set.copyOf(mounts.stream().map(MountPoint::destination).toList()));
        assertEquals(2, driver.there.size());
        volumes.forget("c1", Wire.host("{}"), mounts, true);
        assertEquals(Set.of("keep"), driver.there);
    }

    @Test
    void anAnonymousVolumeThatAnotherContainerNamesStays() {
        List<MountPoint> first = plan("c1", "{'Volumes':{'/a':{},'/b':{}}}", "{}");
        String a = first.stream().filter(m -> m.destination().equals("/a")).findFirst().orElseThrow().name();
        String b = first.stream().filter(m -> m.destination().equals("/b")).findFirst().orElseThrow().name();
        volumes.forget("c1", Wire.host("{}"), first, false);
        String host = "{'Binds':['" + a + ":/x/'],'Mounts':[{'Type':'volume','Source':'" + b + "','Target':'/y'},{'Type':'volume','Target':'/z'}]}";
        List<MountPoint> second = plan("c2", "{}", host);
        volumes.forget("c2", Wire.host(host), second, true);
        assertEquals(Set.of(a, b), driver.there);
    }

    @Test
    void failedPlanLeavesNothing() {
        assertThrows(ServinException.class, () -> plan("c1", "{'Volumes':{'/a':{}}}", "{'Binds':['new:/n','bad:/b']}"));
        assertEquals(Set.of(), driver.there);
        assertEquals(List.of(), volumes.list(Filters.none()));
    }

    @Test
    void volumesFromOthers() {
        List<MountPoint> other = List.of(new MountPoint("bind", "", "/x", "/y", "", "", true, "rprivate"));
        List<MountPoint> mounts = volumes.plan("c2", Wire.config("{}"), Wire.host("{'VolumesFrom':['c1:ro']}"), ref -> other, call -> { });
        assertFalse(mounts.get(0).rw());
        ServinException e = assertThrows(ServinException.class, () -> plan("c3", "{}", "{'VolumesFrom':['nosuch']}"));
        assertEquals(ErrorKind.INVALID_ARGUMENT, e.kind());
    }

    @Test
    void preparedMountsHaveFlagsAndPropagation() {
        HostConfig host = Wire.host("{'Binds':['/tmp:/a:ro,rshared','data:/v:nocopy'],'Mounts':[{'Type':'tmpfs','Target':'/m','TmpfsOptions':{'SizeBytes':4096,'Mode':448}},"
                + "{'Type':'bind','Source':'/tmp','Target':'/n','BindOptions':{'NonRecursive':true,'Propagation':'slave'}}],'Tmpfs':{'/t':'rw,size=1m,exec'}}");
        List<MountPoint> mounts = volumes.plan("c1", Wire.config("{}"), host, NO_OTHERS, call -> { });
        List<MountSpec> specs = volumes.prepare("c1", host, mounts);
        long quiet = Mounts.MS_NOEXEC | Mounts.MS_NOSUID | Mounts.MS_NODEV;
        assertEquals(Set.of(
                new MountSpec("bind", "/tmp", "/a", Mounts.MS_BIND | Mounts.MS_REC | Mounts.MS_RDONLY, "", Mounts.MS_SHARED | Mounts.MS_REC),
                new MountSpec("bind", folder.resolve("volumes/data").toString(), "/v", Mounts.MS_BIND | Mounts.MS_REC, "", Mounts.MS_PRIVATE | Mounts.MS_REC),
                new MountSpec("tmpfs", "tmpfs", "/m", quiet, "mode=700,size=4096", 0),
                new MountSpec("bind", "/tmp", "/n", Mounts.MS_BIND, "", Mounts.MS_SLAVE),
                new MountSpec("tmpfs", "tmpfs", "/t", quiet & ~Mounts.MS_NOEXEC, "size=1m", 0)), Set.copyOf(specs));
        assertEquals(Set.of("c1"), driver.users.get("data"));
        volumes.release("c1", mounts);
        assertEquals(Set.of(), driver.users.get("data"));
        assertEquals(List.of("create data", "mount data", "unmount data"), events.published);
    }

    @Test
    void missingSourcesAreMadeForBindsOnly() {
        Path missing = folder.resolve("made/by/start");
        HostConfig host = Wire.host("{'Binds':['" + missing + ":/a']}");
        List<MountPoint> mounts = volumes.plan("c1", Wire.config("{}"), host, NO_OTHERS, call -> { });
        assertFalse(Files.exists(missing));
        volumes.prepare("c1", host, mounts);
        assertTrue(Files.isDirectory(missing));
    }

    @Test
    void badTmpfsOptionsAreRefusedAndVolumesReleased() {
        HostConfig host = Wire.host("{'Binds':['data:/v:nocopy'],'Tmpfs':{'/t':'purple=1'}}");
        List<MountPoint> mounts = volumes.plan("c1", Wire.config("{}"), host, NO_OTHERS, call -> { });
        assertEquals("invalid tmpfs option [\"purple\" \"1\"]",
                assertThrows(ServinException.class, () -> volumes.prepare("c1", host, mounts)).getMessage());
        assertEquals(Set.of(), driver.users.get("data"));
    }

    @Test
    void emptyVolumesAreFilledAtCreation() throws IOException {
        HostConfig host = Wire.host("{'Binds':['data:/v','other:/o:nocopy']}");
        List<String> opened = new ArrayList<>();
        volumes.plan("c1", Wire.config("{}"), host, NO_OTHERS, call -> opened.add("first"));
        assertEquals(List.of("first"), opened);
        assertEquals(Set.of(), driver.users.get("data"));
        assertEquals(List.of("create data", "create other"), events.published);
        Files.createFile(folder.resolve("volumes/data/file"));
        volumes.plan("c2", Wire.config("{}"), host, NO_OTHERS, call -> opened.add("second"));
        assertEquals(List.of("first"), opened);
    }

    @Test
    void aDeviceIsMountedOnlyForWhatTheImageHas() throws IOException {
        Path image = Files.createDirectories(folder.resolve("image/has/it"));
        HostConfig host = Wire.host("{'Mounts':[{'Type':'volume','Source':'disk','Target':'/has','VolumeOptions':{'DriverConfig':{'Options':{'device':'x'}}}}]}");
        volumes.plan("c1", Wire.config("{}"), host, NO_OTHERS, call -> call.accept(image));
        assertFalse(driver.users.containsKey("disk"));
        volumes.plan("c2", Wire.config("{}"), host, NO_OTHERS, call -> call.accept(folder.resolve("image")));
        assertEquals(Set.of(), driver.users.get("disk"));
        assertTrue(Files.exists(folder.resolve("volumes/disk/it")));
    }

    @Test
    void whatCannotBeFilledIsNotMade() {
        HostConfig host = Wire.host("{'Binds':['data:/v']}");
        assertThrows(ServinException.class, () -> volumes.plan("c1", Wire.config("{}"), host, NO_OTHERS, call -> {
            throw ServinException.internal("source /v is not directory", null);
        }));
        assertEquals(Set.of(), driver.there);
        assertEquals(Set.of(), driver.users.get("data"));
    }

    @Test
    void runningContainersVolumesAreMountedAgainAfterRestart() {
        List<MountPoint> mounts = plan("c1", "{}", "{'Binds':['data:/v']}");
        driver.users.clear();
        volumes = reopen();
        volumes.restore("c1", mounts);
        assertEquals(Set.of("c1"), driver.users.get("data"));
        driver.users.clear();
        volumes.arrived(DriverKind.VOLUME, "local");
        assertEquals(Set.of("c1"), driver.users.get("data"));
    }

    @Test
    void whatAKilledEngineLeftIsPutInOrder() {
        List<MountPoint> mounts = plan("c1", "{}", "{'Binds':['used:/v']}");
        volumes.create("left", "", Optional.empty(), Optional.empty());
        volumes.create("lost", "", Optional.empty(), Optional.empty());
        List<MountPoint> stopped = plan("c2", "{}", "{'Binds':['lost-but-wanted:/v']}");
        driver.there.removeAll(Set.of("lost", "lost-but-wanted"));
        driver.users.clear();
        driver.unmounted.clear();
        volumes = reopen();
        volumes.refer("c1", mounts);
        volumes.refer("c2", stopped);
        volumes.restore("c1", mounts);
        assertEquals(List.of(), driver.unmounted);
        assertEquals(0, driver.tidied);
        volumes.settle();
        assertEquals(List.of("left"), driver.unmounted);
        assertEquals(1, driver.tidied);
        assertEquals(List.of("left", "lost-but-wanted", "used"), volumes.list(Filters.none()).stream().map(VolumeInfo::name).toList());
        volumes.arrived(DriverKind.VOLUME, "local");
        assertEquals(List.of("left", "left"), driver.unmounted);
    }

    @Test
    void aMountThatFailsIsToldOfInDockerdsWords() {
        List<MountPoint> mounts = plan("c1", "{}", "{'Binds':['data:/v','broken:/b']}");
        driver.there.remove("broken");
        String place = folder.resolve("volumes/broken").toString();
        assertEquals("error while mounting volume '" + place + "': no such volume: broken",
                assertThrows(ServinException.class, () -> volumes.prepare("c1", Wire.host("{}"), mounts)).getMessage());
        assertEquals(Set.of(), driver.users.get("data"));
    }

    @Test
    void listsAreFiltered() {
        volumes.create("one", "", Optional.empty(), Optional.of(Map.of("a", "1")));
        volumes.create("two", "", Optional.empty(), Optional.empty());
        assertEquals(1, volumes.list(filter("name", "^on")).size());
        assertEquals(1, volumes.list(filter("label", "a=1")).size());
        assertEquals(2, volumes.list(filter("driver", "local")).size());
        assertEquals("Invalid filter 'dangling=[x]'", assertThrows(ServinException.class, () -> volumes.list(filter("dangling", "x"))).getMessage());
        assertEquals("Invalid filter 'purple'", assertThrows(ServinException.class, () -> volumes.list(filter("purple", "x"))).getMessage());
    }

    @Test
    void pruneTakesWhatNobodyNeeds() {
        volumes.create("one", "", Optional.empty(), Optional.of(Map.of("keep", "")));
        volumes.create("two", "", Optional.empty(), Optional.empty());
        volumes.create("chosen", "", Optional.of(Map.of("type", "tmpfs")), Optional.empty());
        assertEquals(new PruneReport(List.of("two"), 100), volumes.prune(filter("label!", "keep")));
        assertEquals(new PruneReport(List.of("one"), 100), volumes.prune(Filters.none()));
        assertEquals("Invalid filter 'all'", assertThrows(ServinException.class, () -> volumes.prune(filter("all", "1"))).getMessage());
    }
}
