package org.servin.image;

/**
 * One find of a search at a registry.
 *
 * @param name the repository
 * @param description empty for none
 * @param stars how many users like it
 * @param official whether the registry's owner vouches for it
 * @param automated whether it was built by the registry
 */
public record SearchResult(String name, String description, int stars, boolean official, boolean automated) { }
