package org.servin.itests.harness;

import java.util.concurrent.TimeUnit;
import org.junit.runner.Description;
import org.junit.runner.JUnitCore;
import org.junit.runner.Result;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;

/** Runs test classes where there is no Maven, one line for each test. Ends with 1 if one failed, or if one was skipped. */
public final class ClassRunner {
    private ClassRunner() { }

    /** Runs the classes of these names, which are below {@code org.servin.itests}: {@code cli.RunIT}. */
    public static void main(String[] names) throws ClassNotFoundException {
        Class<?>[] classes = new Class<?>[names.length];
        for (int i = 0; i < names.length; i++) {
            classes[i] = Class.forName("org.servin.itests." + names[i]);
        }
        JUnitCore core = new JUnitCore();
        core.addListener(new Lines());
        Result result = core.run(classes);
        int skipped = result.getIgnoreCount() + result.getAssumptionFailureCount();
        System.out.println((result.getRunCount() - result.getFailureCount()) + " passed, " + result.getFailureCount() + " failed, " + skipped + " skipped");
        System.exit(result.wasSuccessful() && skipped == 0 ? 0 : 1);
    }

    /** Prints. */
    private static final class Lines extends RunListener {
        private long begun;

        @Override
        public void testStarted(Description test) {
            begun = System.nanoTime();
        }

        @Override
        public void testFinished(Description test) {
            System.out.println(test.getDisplayName() + " " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) + " s");
        }

        @Override
        public void testFailure(Failure failure) {
            System.out.println("FAILED " + failure.getTestHeader() + "\n" + failure.getTrace());
        }

        @Override
        public void testAssumptionFailure(Failure failure) {
            System.out.println("SKIPPED " + failure.getTestHeader() + ": " + failure.getMessage());
        }

        @Override
        public void testIgnored(Description test) {
            System.out.println("SKIPPED " + test.getDisplayName());
        }
    }
}
