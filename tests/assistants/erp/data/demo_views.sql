-- What the figures mean, written from their definitions and not by the road under test.
-- won reads money; every view is of the first company.
CREATE TEMP VIEW sold AS SELECT s.id, p.name AS party, s.sale_date AS day, won(s.untaxed_amount_cache) AS amount, s.shipment_state, s.invoice_state
 FROM sale_sale s JOIN party_party p ON p.id = s.party WHERE s.company = 1 AND s.state IN ('confirmed', 'processing', 'done');
CREATE TEMP VIEW sold_items AS SELECT t.name AS product, l.quantity, s.day FROM sale_line l JOIN sold s ON s.id = l.sale
 JOIN product_product p ON p.id = l.product JOIN product_template t ON t.id = p.template;
CREATE TEMP VIEW quoted_items AS SELECT l.quantity * won(l.unit_price) AS amount FROM sale_line l JOIN sale_sale s ON s.id = l.sale
 WHERE s.company = 1 AND s.state = 'quotation';
CREATE TEMP VIEW billed AS SELECT i.id, p.name AS party, i.invoice_date AS day, won(i.untaxed_amount_cache) AS amount,
 won(i.tax_amount_cache) AS tax, won(i.total_amount_cache) AS total
 FROM account_invoice i JOIN party_party p ON p.id = i.party WHERE i.company = 1 AND i.type = 'out' AND i.state IN ('posted', 'paid');
CREATE TEMP VIEW billed_items AS SELECT c.name AS category, l.quantity * won(l.unit_price) AS amount, i.day
 FROM account_invoice_line l JOIN billed i ON i.id = l.invoice JOIN product_product p ON p.id = l.product
 JOIN "product_template-product_category" b ON b.template = p.template JOIN product_category c ON c.id = b.category;
CREATE TEMP VIEW bought AS SELECT p.name AS party, o.purchase_date AS day, won(o.untaxed_amount_cache) AS amount, o.shipment_state
 FROM purchase_purchase o JOIN party_party p ON p.id = o.party WHERE o.company = 1 AND o.state IN ('confirmed', 'processing', 'done');
CREATE TEMP VIEW owed AS SELECT p.name AS party, won(l.debit) - won(l.credit) AS amount, l.maturity_date AS due, k.receivable, k.payable
 FROM account_move_line l JOIN account_move m ON m.id = l.move JOIN party_party p ON p.id = l.party
 JOIN account_account a ON a.id = l.account JOIN account_account_type k ON k.id = a.type WHERE m.company = 1 AND l.reconciliation IS NULL;
CREATE TEMP VIEW collected AS SELECT won(l.credit) AS amount, m.date AS day FROM "account_invoice-account_move_line" x
 JOIN account_invoice i ON i.id = x.invoice JOIN account_move_line l ON l.id = x.line JOIN account_move m ON m.id = l.move
 WHERE i.company = 1 AND i.type = 'out';
CREATE TEMP VIEW moved AS SELECT t.name AS product, t.code, v.internal_quantity AS quantity, v.effective_date AS day, f.code AS start,
 v.internal_quantity * ((e.code IN ('IN', 'OUT', 'STO')) - (f.code IN ('IN', 'OUT', 'STO'))) AS gained
 FROM stock_move v JOIN stock_location f ON f.id = v.from_location JOIN stock_location e ON e.id = v.to_location
 JOIN product_product p ON p.id = v.product JOIN product_template t ON t.id = p.template WHERE v.company = 1 AND v.state = 'done';
