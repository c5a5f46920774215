"""What a run leaves as evidence: complete Allure results, with every secret taken out."""
