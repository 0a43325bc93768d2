package quantum.cli.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import quantum.account.json.AccountJson;
import quantum.account.json.Json;
import quantum.account.judge.Finding;
import tools.jackson.databind.node.ObjectNode;

/** What was checked, a row each: with the marks that people grep for, and what mends it. */
public final class FindingsScreen {
  private static final int ABOUT = 18;
  private static final int BEFORE = ABOUT + " | PASS | ".length();

  private FindingsScreen() {}

  public static List<String> lines(List<Finding> findings, Paint paint) {
    List<String> lines = new ArrayList<>();
    lines.add(paint.head(row("CHECK", "", "EVIDENCE")));
    for (Finding finding : findings) {
      List<String> evidence = new ArrayList<>(pieces(finding.says()));
      finding.mend().ifPresent(command -> evidence.addAll(pieces("mend: " + command)));
      lines.add(painted(finding, row(finding.about(), mark(finding), evidence.getFirst()), paint));
      evidence.stream().skip(1).forEach(more -> lines.add(" ".repeat(BEFORE) + more));
    }
    return lines;
  }

  private static List<String> pieces(String text) {
    return Lines.pieces(Lines.printable(text), Table.WIDTH - BEFORE);
  }

  private static String row(String about, String mark, String evidence) {
    return String.format(Locale.ROOT, "%-" + ABOUT + "s | %-4s | %s", about, mark, evidence);
  }

  private static String painted(Finding finding, String line, Paint paint) {
    return switch (finding.verdict()) {
      case PASS, INFO -> line;
      case WARN, UNKNOWN -> paint.doubtful(line);
      case FAIL -> paint.bad(line);
    };
  }

  private static String mark(Finding finding) {
    return finding.verdict() == Finding.Verdict.UNKNOWN ? "????" : finding.verdict().name();
  }

  public static String json(List<Finding> findings) {
    ObjectNode root = Json.object();
    write(root, findings);
    return Json.text(root);
  }

  static void write(ObjectNode root, List<Finding> findings) {
    root.put("failed", count(findings, Finding.Verdict.FAIL));
    root.put("warned", count(findings, Finding.Verdict.WARN));
    root.put("unknown", count(findings, Finding.Verdict.UNKNOWN));
    AccountJson.findings(root.putArray("checks"), findings);
  }

  private static long count(List<Finding> findings, Finding.Verdict verdict) {
    return findings.stream().filter(it -> it.verdict() == verdict).count();
  }
}
