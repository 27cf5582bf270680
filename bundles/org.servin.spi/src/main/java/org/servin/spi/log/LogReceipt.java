package org.servin.spi.log;

/**
 * What became of a batch: its first {@code taken} records are where they belong, or were refused for good. Those after them are sent again, so a driver that got through a part
 * says so rather than fail, and fails at the next call.
 *
 * @param taken how many of the batch's first records are done with
 * @param refused how many of those the destination will never accept, such as ones that are too long for it; they are lost, and counted
 */
public record LogReceipt(int taken, int refused) {
    /** Checks the numbers. */
    public LogReceipt {
        if (refused < 0 || taken < refused) {
            throw new IllegalArgumentException("of " + taken + " taken records " + refused + " are refused");
        }
    }

    /** Everything was accepted. */
    public static LogReceipt all(java.util.List<LogRecord> batch) {
        return new LogReceipt(batch.size(), 0);
    }
}
