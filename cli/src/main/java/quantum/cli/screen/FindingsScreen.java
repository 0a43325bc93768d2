package quantum.cli.screen;

import java.util.List;
import quantum.cli.judge.Finding;
import tools.jackson.databind.node.ObjectNode;

/** What was checked, a row each: with the marks that people grep for, and what mends it. */
public final class FindingsScreen {
  private FindingsScreen() {}

  public static List<String> lines(List<Finding> findings, Paint paint) {
    Table table = new Table().column("CHECK").column("").column("EVIDENCE");
    for (Finding finding : findings) {
      table.row(
          text ->
              switch (finding.verdict()) {
                case PASS, INFO -> text;
                case WARN, UNKNOWN -> paint.doubtful(text);
                case FAIL -> paint.bad(text);
              },
          finding.about(),
          mark(finding.verdict()),
          finding.says() + finding.mend().map(command -> "  →  " + command).orElse(""));
    }
    return table.lines(paint);
  }

  private static String mark(Finding.Verdict verdict) {
    return verdict == Finding.Verdict.UNKNOWN ? "????" : verdict.name();
  }

  public static String json(List<Finding> findings) {
    ObjectNode root = Json.object();
    root.put("failed", count(findings, Finding.Verdict.FAIL));
    root.put("warned", count(findings, Finding.Verdict.WARN));
    root.put("unknown", count(findings, Finding.Verdict.UNKNOWN));
    AccountJson.findings(root.putArray("checks"), findings);
    return Json.text(root);
  }

  private static long count(List<Finding> findings, Finding.Verdict verdict) {
    return findings.stream().filter(it -> it.verdict() == verdict).count();
  }
}
