package org.servin.itests.swap;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.servin.itests.swap.Docker.docker;

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
import org.servin.itests.harness.Command;

/** Drivers are stopped, started and updated under running containers, which must not notice; new work is told what is missing. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SwapIT {
    @Inject
    private BundleContext context;

    @Configuration
    public Option[] deployment() {
        return new Option[] {House.engine()};
    }

    @Before
    public void imageIsThere() {
        Docker.withImage();
    }

    @After
    public void nothingIsLeft() {
        Docker.clear();
    }

    private Bundle bundle(String name) {
        return new Bundles(context).bundle(name);
    }

    @Test
    public void networkDriverStopsAndRunningContainersGoOn() throws Exception {
        docker("run", "-d", "--name", "net", "busybox", "sleep", "300").exits(0);
        Bundle driver = bundle("org.servin.network.bridge");
        driver.stop();
        assertEquals("running", docker("inspect", "-f", "{{.State.Status}}", "net").text());
        String gateway = docker("inspect", "-f", "{{.NetworkSettings.Gateway}}", "net").text();
        docker("exec", "net", "ping", "-c1", "-w5", gateway).exits(0);
        isUnavailable("bridge", "run", "--rm", "busybox", "true");
        driver.start();
        docker("run", "--rm", "busybox", "ping", "-c1", "-w5", gateway).exits(0);
        docker("exec", "net", "ping", "-c1", "-w5", gateway).exits(0);
    }

    @Test
    public void storageDriverStopsAndRunningContainersGoOn() throws Exception {
        docker("run", "-d", "--name", "stored", "busybox", "sleep", "300").exits(0);
        Bundle driver = bundle("org.servin.storage.overlay2");
        driver.stop();
        docker("exec", "stored", "sh", "-c", "echo x > /f && cat /f").exits(0);
        isUnavailable("overlay2", "run", "--rm", "busybox", "true");
        driver.start();
        docker("run", "--rm", "busybox", "true").exits(0);
        assertEquals("x", docker("exec", "stored", "cat", "/f").text());
    }

    @Test
    public void volumeDriverStopsAndRunningContainersGoOn() throws Exception {
        docker("run", "-d", "--name", "keeper", "-v", "kept:/v", "busybox", "sleep", "300").exits(0);
        Bundle driver = bundle("org.servin.volume.local");
        driver.stop();
        docker("exec", "keeper", "sh", "-c", "echo x > /v/f").exits(0);
        isUnavailable("local", "run", "--rm", "-v", "kept:/v", "busybox", "true");
        driver.start();
        assertEquals("x", docker("run", "--rm", "-v", "kept:/v", "busybox", "cat", "/v/f").text());
    }

    private static void isUnavailable(String driver, String... command) {
        Command run = docker(command);
        assertEquals(run.err(), 125, run.exit());
        assertTrue(run.err(), run.err().contains("driver \"" + driver + "\" is not available"));
        docker("ps", "-aq", "--filter", "status=created").out().lines().forEach(id -> docker("rm", "-fv", id));
    }

    @Test
    public void answerToNewWorkIs503() throws Exception {
        String id = docker("create", "busybox", "true").text();
        Bundle driver = bundle("org.servin.network.bridge");
        driver.stop();
        try {
            assertEquals("503", Docker.status("POST", "/containers/" + id + "/start"));
        } finally {
            driver.start();
        }
    }
}
