package quantum.demo;

/**
 * One check at the end of a run.
 *
 * @param evidence the figures it stands on, or what is wrong
 */
public record Check(String name, boolean holds, String evidence) {}
