package org.servin.image.tar;

/**
 * What was unpacked.
 *
 * @param bytes sum of the lengths of files and symbolic links
 * @param entries number of entries
 * @param replaced whether an entry took the place of something that was there
 */
public record ExtractResult(long bytes, long entries, boolean replaced) { }
