package quantum.report.data;

/** Something that the figures hang on and that they do not show, for example the fee. */
public record Assumption(String name, String text) {}
